package load

import (
	"encoding/binary"
	"math/rand/v2"
	"time"

	"github.com/google/uuid"
)

// HistoryDays is the length of the history in days.
const HistoryDays = 90

// History describes the activities that are stored before the measurement. The same History
// always has the same activities, so that each run knows the right responses to queries. The
// activities that a measurement creates are later than those of the history.
type History struct {
	// Rows is the number of activities. They are stored in the order of their times.
	Rows int
	// End is a midnight in UTC. All activities are in the HistoryDays days before it.
	End time.Time
}

// NewHistory returns the history of rows activities that ends before all activities that are
// created from now on.
func NewHistory(rows int, now time.Time) History {
	const day = 24 * time.Hour
	return History{Rows: rows, End: now.UTC().Add(-day).Truncate(day)}
}

func (h History) begin() time.Time { return h.End.AddDate(0, 0, -HistoryDays) }

// records returns the activities in the order of their times, which all differ.
func (h History) records() []record {
	w := newWorkload(newRandom(uint64(h.Rows)))
	records := make([]record, h.Rows)
	begin, ticks := h.begin(), h.End.Sub(h.begin())/tick
	for n := range records {
		first, next := between(ticks, n, h.Rows), between(ticks, n+1, h.Rows)
		r := w.next()
		r.at = begin.Add((first + time.Duration(w.random.Int64N(int64(next-first)))) * tick)
		r.id = idAt(r.at, w.random)
		records[n] = r
	}
	return records
}

// tick is the precision of the times.
const tick = 100 * time.Nanosecond

// between returns the part n/of of a number of ticks.
func between(ticks time.Duration, n, of int) time.Duration {
	return ticks / time.Duration(of) * time.Duration(n)
}

// idAt returns a random UUID of version 7 with a time.
func idAt(at time.Time, random *rand.Rand) string {
	var id uuid.UUID
	binary.BigEndian.PutUint64(id[:8], uint64(at.UnixMilli())<<16|random.Uint64N(1<<12)) //nolint:gosec // the time is after 1970
	binary.BigEndian.PutUint64(id[8:], random.Uint64())
	id[6] |= 0x70
	id[8] = id[8]&0x3f | 0x80
	return id.String()
}
