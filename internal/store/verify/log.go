package verify

import (
	"math"

	"gorm.io/gorm"

	"github.com/itemactivity/itemactivity/internal/store/activitylog"
	"github.com/itemactivity/itemactivity/internal/store/projection"
	"github.com/itemactivity/itemactivity/internal/store/statement"
	"github.com/itemactivity/itemactivity/models"
)

// loggedActivity is a row of the log, and the group and the item of its key.
type loggedActivity struct {
	activitylog.Row
	KeyGroup, KeyItem int64
	// ActorSet and RecorderSet are 0 if the identity set does not exist.
	ActorSet, RecorderSet int64
}

func (a loggedActivity) actor() int64 { return a.ActorNum }

// readLog reads the whole log in its order. It computes the contents of the projections, and checks
// what the search for a range of recordedDateTime depends on: the numbers of the item activities have
// no gaps, and recordedDateTime does not decrease. No other check would detect this.
func (v *verifier) readLog() error {
	var seq int64
	var recorded models.Instant
	err := statement.PagesAfter(loggedActivity{Row: activitylog.Row{Seq: math.MinInt64}}, func(after *loggedActivity) *gorm.DB {
		return v.db.Table("item_activities AS a").
			Select("a.*, coalesce(k.group_num, 0) AS key_group, coalesce(k.item_num, 0) AS key_item, coalesce(b.num, 0) AS actor_set, coalesce(r.num, 0) AS recorder_set").
			Joins("LEFT JOIN activity_keys AS k ON k.num = a.key_num").
			Joins("LEFT JOIN identity_sets AS b ON b.num = a.actor_num").
			Joins("LEFT JOIN identity_sets AS r ON r.num = a.recorded_by_num").
			Where("a.seq > ? AND a.seq <= ?", after.Seq, v.atStart.seq).Order("a.seq")
	}, func(rows []loggedActivity) error {
		refs, err := actorsOf(v, rows)
		if err != nil {
			return err
		}
		for _, a := range rows {
			if a.Seq < 1 {
				v.found.differ("Item activity %d is before the first one.", a.Seq)
				continue
			}
			if a.Seq != seq+1 {
				v.found.differ("Item activity %d follows item activity %d: the numbers between them are missing.", a.Seq, seq)
			}
			at := models.Instant(a.Ticks + a.RecordedAfter)
			if at < recorded {
				v.found.differ("Item activity %d was recorded at %s, before item activity %d, which was recorded at %s.",
					a.Seq, at.DateTimeOffset(), seq, recorded.DateTimeOffset())
			}
			if a.GroupNum != a.KeyGroup || a.ItemNum != a.KeyItem {
				v.found.differ("Item activity %d has group %d and item %d, but its key has group %d and item %d.",
					a.Seq, a.GroupNum, a.ItemNum, a.KeyGroup, a.KeyItem)
			}
			v.checkSets(a)
			seq, recorded = a.Seq, at
			v.project(&activitylog.Entry{Row: a.Row, By: refs[a.ActorNum]})
		}
		v.found.Activities += int64(len(rows))
		v.reportProgress()
		return nil
	})
	for _, of := range projection.All() {
		if state := v.atStart.states[of]; state.InBatch() && state.Key != (projection.Key{}) && !v.continued[of] {
			v.found.differ("%s.", sentence(state.KeyFault(of)))
		}
	}
	return err
}

// checkSets reports identity sets of an item activity that do not exist.
func (v *verifier) checkSets(a loggedActivity) {
	for _, set := range [...][2]int64{{a.ActorNum, a.ActorSet}, {a.RecordedByNum, a.RecorderSet}} {
		if set[0] != set[1] {
			v.found.differ("Item activity %d refers to identity set %d, which does not exist.", a.Seq, set[0])
		}
	}
}

// project adds an entry of the log to the recomputed contents of the projections that contained it
// at the start.
func (v *verifier) project(e *activitylog.Entry) {
	for _, of := range projection.All() {
		state := v.atStart.states[of]
		of.EachKey(e, func(k projection.Key) {
			if k == state.Key && e.Seq > state.AppliedSeq && e.Seq <= state.BatchSeq {
				v.continued[of] = true
			}
			switch {
			case of >= projection.Statistics: // they are compared by item, and by group
			case !state.Contains(e.Seq, k):
			case of == projection.PostingLists && k[1] == 0:
				v.groupPostings.add(k[:]...)
			default:
				v.projected[of].add(k[:]...)
			}
		})
	}
}
