package load

import (
	"fmt"
	"math/rand/v2"
	"strconv"
	"time"
)

// counts contains the right responses of an interval, by item.
type counts struct {
	operation
	variables string
	responses [Items][]byte
}

func newCounts(h History) *counts {
	type window struct {
		actions int
		actors  map[int]bool
	}
	var windows [Items][HistoryDays]window
	begin := h.begin()
	for _, r := range h.records() {
		w := &windows[r.item][int(r.at.Sub(begin)/(24*time.Hour))]
		if w.actors == nil {
			w.actors = map[int]bool{}
		}
		w.actions++
		w.actors[r.actor] = true
	}
	c := &counts{
		operation: newOperation("query Days($id: ID!, $from: DateTimeOffset!, $before: DateTimeOffset!) { driveItem(id: $id) { analytics {" +
			" activitiesByInterval(startDateTime: $from, endDateTime: $before, interval: DAY) { startDateTime access { actionCount actorCount } } } } }"),
		variables: fmt.Sprintf(`"from":%q,"before":%q}}`, begin.Format(time.RFC3339), h.End.Format(time.RFC3339)),
	}
	for item := range windows {
		text := []byte(`{"data":{"driveItem":{"analytics":{"activitiesByInterval":`)
		separator := byte('[')
		for day, w := range windows[item] {
			text = fmt.Appendf(append(text, separator), `{"startDateTime":%q,"access":{"actionCount":%d,"actorCount":%d}}`,
				begin.AddDate(0, 0, day).Format(time.RFC3339), w.actions, len(w.actors))
			separator = ','
		}
		c.responses[item] = append(text, "]}}}}"...)
	}
	return c
}

// intervals reads the counts of random items for each day of the history.
type intervals struct {
	*counts
	random *rand.Rand
}

func (i *intervals) append(to *request, want []byte) (newWant []byte) {
	item := i.random.IntN(Items)
	to.body = strconv.AppendInt(append(append(to.body, i.begin...), `{"id":"bench-item-`...), int64(item), 10)
	to.body = append(append(to.body, `",`...), i.variables...)
	return append(want, i.responses[item]...)
}
