package projection

import (
	"slices"

	"gorm.io/gorm"

	"github.com/itemactivity/itemactivity/internal/store/activitylog"
	"github.com/itemactivity/itemactivity/internal/store/posting"
	"github.com/itemactivity/itemactivity/internal/store/ranking"
	"github.com/itemactivity/itemactivity/internal/store/rollup"
	"github.com/itemactivity/itemactivity/models"
)

// batch contains what the entries of a part of the log add to a projection, in the order of its key.
type batch struct {
	projection Projection
	added      []addition
}

// addition is an entry under one of its keys.
type addition struct {
	key   Key
	entry *activitylog.Entry
}

// newBatch returns what the entries of a batch add to a projection that has the given state, without
// what it contains already. No entry may be missing, and the state must have the key of an entry, or a
// zero key. Otherwise an entry could be added twice or never, so newBatch returns a
// models.ContentError.
func newBatch(p Projection, entries []*activitylog.Entry, state State) (batch, error) {
	b := batch{projection: p, added: make([]addition, 0, additionsOf[p]*int64(len(entries)))}
	if n := int64(len(entries)); n != state.BatchSeq-state.AppliedSeq {
		return b, models.NewContentError("the table item_activities has %d of the item activities from %d to %d", n, state.AppliedSeq+1, state.BatchSeq)
	}
	known := state.Key == Key{}
	for _, e := range entries {
		p.EachKey(e, func(k Key) {
			known = known || k == state.Key
			if !state.Contains(e.Seq, k) {
				b.added = append(b.added, addition{k, e})
			}
		})
	}
	slices.SortFunc(b.added, func(a, b addition) int { return a.key.Compare(b.key) })
	if !known {
		return b, models.NewDerivedContentError("%s", state.KeyFault(p))
	}
	return b, nil
}

// after returns the state of the projection after the first additions were applied in the given state.
func (b *batch) after(before State, n int) State {
	if n == len(b.added) {
		return State{AppliedSeq: before.BatchSeq, BatchSeq: before.BatchSeq, Filling: before.Filling}
	}
	before.Key = b.added[n-1].key
	return before
}

// EachKey calls use with each key of an entry in the projection.
func (p Projection) EachKey(e *activitylog.Entry, use func(Key)) {
	switch p {
	case ItemTimelines:
		use(keyInItem(e))
	case GroupTimelines:
		use(keyInGroup(e))
	case ActorLists:
		for _, num := range e.By.Identities() {
			use(keyOfActor(num, e))
		}
	case PostingLists:
		use(keyOfPosting(e.ItemNum, e))
		use(keyOfPosting(0, e))
	case Statistics:
		for _, day := range daysOf(e) {
			use(keyOfBucket(day, e))
		}
	case ActiveItems, ActiveActors:
		if of := p.CountedIn(e); of != 0 {
			for _, period := range ranking.PeriodsOf(models.Instant(e.Ticks).Day()) {
				use(PeriodKey(e.GroupNum, period, of, e.Seq))
			}
		}
	case DriveStatistics:
		for _, day := range daysOf(e) {
			use(keyOfDriveBucket(day, e))
		}
	}
}

// apply stores additions in the tables of a projection. After the commit, remember must be called.
func (p Projection) apply(tx *gorm.DB, added []addition, c caches) (remember func(), err error) {
	remember = func() {}
	switch p {
	case ItemTimelines:
		return remember, insertItemTimeline.Run(tx, added)
	case GroupTimelines:
		return remember, insertGroupTimeline.Run(tx, added)
	case PostingLists:
		entries := make([]posting.Entry, len(added))
		for i, a := range added {
			entries[i] = posting.Entry{List: posting.List{Group: a.key[0], Item: a.key[1]}, Seq: a.key[2]}
		}
		tails, err := posting.Add(tx, entries, c.postings)
		return func() { c.postings.Remember(tails) }, err
	case ActiveItems:
		return remember, ranking.AddItems(tx, rankingOf(added))
	case ActiveActors:
		return remember, ranking.AddActors(tx, rankingOf(added))
	}
	var r rollup.Rollup
	switch p {
	case ActorLists:
		r.Actors = make([]rollup.ActivityActorRow, 0, len(added))
		for _, a := range added {
			r.Actors = append(r.Actors, rollup.ActivityActorRow{ActorNum: a.key[0], GroupNum: a.key[1], Ticks: a.key[2], Seq: a.key[3]})
		}
	case Statistics:
		r.Items = contributions(added)
	case DriveStatistics:
		r.Drives = contributions(added)
	}
	stored, err := r.Flush(tx, c.statistics)
	return func() { c.statistics.Remember(stored) }, err
}

// rankingOf returns what additions add to the counts of a ranking, in the same order.
func rankingOf(added []addition) []ranking.Addition {
	all := make([]ranking.Addition, len(added))
	for i, a := range added {
		all[i] = ranking.Addition{Group: a.key[0], Action: models.Accesses, Period: ranking.Period(a.key[1]), Of: a.key[2], Num: a.key[3]}
	}
	return all
}

// contributions returns what additions add to statistics.
func contributions(added []addition) []rollup.Contribution {
	all := make([]rollup.Contribution, 0, len(added))
	for _, a := range added {
		all = append(all, rollup.Contribution{
			Bucket: rollup.Bucket{Owner: a.key[0], Action: models.Accesses, Day: models.Day(a.key[1])},
			Actor:  a.entry.By.Actor,
		})
	}
	return all
}
