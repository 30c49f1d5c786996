package load

import (
	"fmt"
	"math/rand/v2"
	"time"

	"github.com/google/uuid"
)

// The names that every contestant knows its parents by.
const (
	// Items is how many items are accessed, all equally often.
	Items = 100
	// GroupID and DriveID are what the items are in.
	GroupID = "bench-group"
	DriveID = "bench-drive"
)

// ItemID is the id of an item.
func ItemID(item int) string { return fmt.Sprintf("bench-item-%d", item) }

// ActivityID is the id of the drive activity that names the item.
func ActivityID(item int) string { return fmt.Sprintf("bench-activity-%d", item) }

// StatID is the id of the item's window of all time.
func StatID(item int) string { return "~allTime~" + ItemID(item) }

// A few people do most of the work: of the actors, which are more than our
// caches keep, number n acts in proportion to (n + popularRest) to the power of
// -popularity.
const (
	actors      = 10_000
	popularity  = 1.1
	popularRest = 10
)

// record is one access to be sent.
type record struct {
	id    string
	item  int
	actor int
	at    time.Time
}

// workload makes records: of one of the items, by one of the actors, at some
// time of the last day, with a new id of the client's own.
type workload struct {
	random *rand.Rand
	actor  *rand.Zipf
	now    time.Time
}

func newWorkload(seed uint64) *workload {
	random := rand.New(rand.NewPCG(seed, 0))
	return &workload{
		random: random,
		actor:  rand.NewZipf(random, popularity, popularRest, actors-1),
		now:    time.Now().UTC(),
	}
}

func (w *workload) next() record {
	return record{
		id:    uuid.Must(uuid.NewV7()).String(),
		item:  w.random.IntN(Items),
		actor: int(w.actor.Uint64()),
		at:    w.now.Add(-time.Duration(w.random.Int64N(int64(24 * time.Hour)))),
	}
}
