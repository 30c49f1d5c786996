package verify

import (
	"github.com/itemactivity/itemactivity/internal/store/identity"
	"github.com/itemactivity/itemactivity/internal/store/rollup"
	"github.com/itemactivity/itemactivity/models"
)

// tally is the content of a bucket: the number of facts, and their actors.
type tally struct {
	count  int64
	actors fingerprint
}

// recount computes the buckets of one owner from its facts, which are added in the order of
// their times. Only the actors of one day and of all time are in memory.
type recount struct {
	tallies   map[rollup.Bucket]tally
	day       models.Day
	ofDay     map[models.CountedAction]*rollup.ActorUnion
	ofAllTime map[models.CountedAction]*rollup.ActorUnion
}

func newRecount() *recount {
	return &recount{tallies: map[rollup.Bucket]tally{}, day: rollup.AllTime, ofAllTime: map[models.CountedAction]*rollup.ActorUnion{}}
}

func (r *recount) add(owner int64, action models.CountedAction, ticks int64, by identity.SetRef) {
	r.addTo(rollup.Bucket{Owner: owner, Action: action, Day: rollup.AllTime}, by)
	r.addTo(rollup.Bucket{Owner: owner, Action: action, Day: models.Instant(ticks).Day()}, by)
}

// addTo adds a fact to one bucket.
func (r *recount) addTo(b rollup.Bucket, by identity.SetRef) {
	seen := r.ofAllTime
	if b.Day != rollup.AllTime {
		if b.Day != r.day {
			r.day, r.ofDay = b.Day, map[models.CountedAction]*rollup.ActorUnion{}
		}
		seen = r.ofDay
	}
	t := r.tallies[b]
	t.count++
	if seen[b.Action] == nil {
		seen[b.Action] = new(rollup.ActorUnion)
	}
	if by.Actor != 0 && seen[b.Action].AddActor(by.Actor) {
		t.actors.add(by.Actor)
	}
	r.tallies[b] = t
}
