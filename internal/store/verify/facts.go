package verify

import (
	"cmp"
	"math"
	"slices"

	"gorm.io/gorm"

	"github.com/itemactivity/itemactivity/internal/store/codec"
	"github.com/itemactivity/itemactivity/internal/store/projection"
	"github.com/itemactivity/itemactivity/internal/store/rollup"
	"github.com/itemactivity/itemactivity/internal/store/statement"
	"github.com/itemactivity/itemactivity/models"
)

// timelineActivity is an item activity in the timeline of its item.
type timelineActivity struct{ Seq, Ticks, ActorNum int64 }

func (a timelineActivity) actor() int64 { return a.ActorNum }

// recountActivities adds the activities of an owner that its statistics contain in a state, in the
// order of their times.
func (v *verifier) recountActivities(of *owners, num int64, until horizon, counted *recount) error {
	timeline := until.states[of.timelines].AppliedSeq
	behind, err := v.behindTimeline(of, num, until)
	if err != nil {
		return err
	}
	if err := statement.PagesAfter(timelineActivity{Ticks: math.MinInt64}, func(after *timelineActivity) *gorm.DB {
		return v.db.Table(of.timelines.String()+" AS t").Select("t.seq, t.ticks, a.actor_num").
			Joins("CROSS JOIN item_activities AS a ON a.seq = t.seq").
			Where("t."+of.Column()+" = ? AND (t.ticks, t.seq) > (?, ?) AND t.seq <= ?", num, after.Ticks, after.Seq, timeline).
			Order("t.ticks, t.seq")
	}, func(rows []timelineActivity) error {
		last := rows[len(rows)-1]
		earlier := 0
		for earlier < len(behind) && behind[earlier].compare(last) < 0 {
			earlier++
		}
		// The next page begins after the last one of rows, so rows must not be sorted.
		rows, behind = slices.Concat(rows, behind[:earlier]), behind[earlier:]
		return v.countActivities(of, num, rows, until, counted)
	}); err != nil {
		return err
	}
	return v.countActivities(of, num, behind, until, counted)
}

// behindTimeline returns the activities of an owner that its statistics contain and its timeline
// lacks. There are none unless the projections were advanced in an unusual order.
func (v *verifier) behindTimeline(of *owners, num int64, until horizon) (rows []timelineActivity, err error) {
	err = v.db.Table("item_activities").Select("seq, ticks, actor_num").
		Where("seq > ? AND seq <= ? AND "+of.Column()+" = ?", until.states[of.timelines].AppliedSeq, until.states[of.statistics].BatchSeq, num).
		Order("ticks, seq").Find(&rows).Error
	return rows, err
}

func (a timelineActivity) compare(b timelineActivity) int {
	return cmp.Or(cmp.Compare(a.Ticks, b.Ticks), cmp.Compare(a.Seq, b.Seq))
}

func (v *verifier) countActivities(of *owners, num int64, rows []timelineActivity, until horizon, counted *recount) error {
	slices.SortFunc(rows, timelineActivity.compare)
	refs, err := actorsOf(v, rows)
	if err != nil {
		return err
	}
	for _, a := range rows {
		for _, day := range []models.Day{rollup.AllTime, models.Instant(a.Ticks).Day()} {
			if until.states[of.statistics].Contains(a.Seq, projection.BucketKey(num, day, a.Seq)) {
				counted.addTo(rollup.Bucket{Owner: num, Action: models.Accesses, Day: day}, refs[a.ActorNum])
			}
		}
	}
	return nil
}

// driveActivity contains the verified columns of a drive activity.
type driveActivity struct {
	Num, ItemNum    int64
	Action          string
	Ticks, ActorNum int64
}

func (driveActivity) TableName() string { return "drive_activities" }

func (a driveActivity) actor() int64 { return a.ActorNum }

// recountDriveActivities adds the drive activities of an owner. Those of an item are also the facts of
// which the result has the number.
func (v *verifier) recountDriveActivities(of *owners, num int64, until horizon, counted *recount) error {
	return statement.PagesAfter(driveActivity{Ticks: math.MinInt64}, func(after *driveActivity) *gorm.DB {
		return v.db.Select("num", "item_num", "action", "ticks", "actor_num").
			Where(of.Column()+" = ? AND (ticks, num) > (?, ?) AND num <= ?", num, after.Ticks, after.Num, until.num).
			Order("ticks, num")
	}, func(rows []driveActivity) error {
		refs, err := actorsOf(v, rows)
		if err != nil {
			return err
		}
		for _, a := range rows {
			action := new(models.ItemActionSet)
			if err := codec.DecodeContent("drive activity", a.Num, a.Action, action); err != nil {
				return err
			}
			for _, kind := range action.Counted() {
				counted.add(num, kind, a.Ticks, refs[a.ActorNum])
				if of == items && a.Num <= v.atStart.num {
					v.driveActions.add(num, int64(kind), a.Ticks, a.Num)
				}
			}
		}
		if of == items {
			v.found.DriveActivities += int64(len(rows))
			v.reportProgress()
		}
		return nil
	})
}

func (v *verifier) reportProgress() {
	v.progress(v.found.Activities+v.found.DriveActivities, cmp.Or(v.atStart.seq+v.atStart.num, 1))
}
