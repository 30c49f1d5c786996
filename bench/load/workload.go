package load

import (
	"fmt"
	"math/rand/v2"
	"time"

	"github.com/google/uuid"
)

// The ids of the parents, the same for every contestant.
const (
	// Items is the number of items. All are accessed equally often.
	Items = 100
	// GroupID and DriveID are the ids of the group and the drive of the items.
	GroupID = "bench-group"
	DriveID = "bench-drive"
)

// ItemID is the id of an item.
func ItemID(item int) string { return fmt.Sprintf("bench-item-%d", item) }

// ActivityID is the id of the item's drive activity.
func ActivityID(item int) string { return fmt.Sprintf("bench-activity-%d", item) }

// StatID is the id of the item's stat of all time.
func StatID(item int) string { return AllTime + ItemID(item) }

// AllTime is the beginning of the id of the stat of all time of an item.
const AllTime = "~allTime~"

// The actors have a Zipf distribution: the probability of actor n is proportional to
// (n + popularRest) to the power of -popularity. There are more actors than itemactivity's
// caches hold.
const (
	actors      = 10_000
	popularity  = 1.1
	popularRest = 10
)

// record is one access.
type record struct {
	id    string
	item  int
	actor int
	at    time.Time
}

// workload generates random records: one of the items, one of the actors, a time within the
// last day, and a new id.
type workload struct {
	random *rand.Rand
	actor  *rand.Zipf
	now    time.Time
}

func newWorkload(random *rand.Rand) *workload {
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
