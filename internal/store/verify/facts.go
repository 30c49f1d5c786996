package verify

import (
	"cmp"

	"gorm.io/gorm"

	"github.com/itemactivity/itemactivity/internal/store/codec"
	"github.com/itemactivity/itemactivity/internal/store/statement"
	"github.com/itemactivity/itemactivity/models"
)

// keyedActivity contains the verified columns of an item activity, and the group and the
// item of its key.
type keyedActivity struct {
	Seq, GroupNum, ItemNum, Ticks, ActorNum int64
	KeyGroupNum, KeyItemNum                 int64
}

func (a keyedActivity) actor() int64 { return a.ActorNum }

func (v *verifier) recountActivities(item int64, until horizon, counted *recount) error {
	return statement.Pages(func(after *keyedActivity) *gorm.DB {
		return v.db.Table("item_activities AS a").
			Select("a.seq, a.group_num, a.item_num, a.ticks, a.actor_num, coalesce(k.group_num, 0) AS key_group_num, coalesce(k.item_num, 0) AS key_item_num").
			Joins("LEFT JOIN activity_keys AS k ON k.num = a.key_num").
			Where("a.item_num = ? AND (a.ticks, a.seq) > (?, ?) AND a.seq <= ?", item, after.Ticks, after.Seq, until.seq).
			Order("a.ticks, a.seq")
	}, func(rows []keyedActivity) error {
		refs, err := actorsOf(v, rows)
		if err != nil {
			return err
		}
		for _, a := range rows {
			by := refs[a.ActorNum]
			counted.add(item, models.Accesses, a.Ticks, by)
			if a.GroupNum != a.KeyGroupNum || a.ItemNum != a.KeyItemNum {
				v.found.differ("Item activity %d has group %d and item %d, but its key has group %d and item %d.",
					a.Seq, a.GroupNum, a.ItemNum, a.KeyGroupNum, a.KeyItemNum)
			}
			if a.Seq > v.atStart.seq {
				continue
			}
			v.itemPostings.add(a.GroupNum, a.ItemNum, a.Seq)
			v.groupPostings.add(a.GroupNum, 0, a.Seq)
			for _, num := range by.Identities() {
				v.activityActors.add(num, a.GroupNum, a.Ticks, a.Seq)
			}
		}
		v.found.Activities += int64(len(rows))
		v.reportProgress()
		return nil
	})
}

// driveActivity contains the verified columns of a drive activity.
type driveActivity struct {
	Num, ItemNum    int64
	Action          string
	Ticks, ActorNum int64
}

func (driveActivity) TableName() string { return "drive_activities" }

func (a driveActivity) actor() int64 { return a.ActorNum }

func (v *verifier) recountDriveActivities(item int64, until horizon, counted *recount) error {
	return statement.Pages(func(after *driveActivity) *gorm.DB {
		return v.db.Select("num", "item_num", "action", "ticks", "actor_num").
			Where("item_num = ? AND (ticks, num) > (?, ?) AND num <= ?", item, after.Ticks, after.Num, until.num).
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
				counted.add(item, kind, a.Ticks, refs[a.ActorNum])
				if a.Num <= v.atStart.num {
					v.driveActions.add(item, int64(kind), a.Ticks, a.Num)
				}
			}
		}
		v.found.DriveActivities += int64(len(rows))
		v.reportProgress()
		return nil
	})
}

func (v *verifier) reportProgress() {
	v.progress(v.found.Activities+v.found.DriveActivities, cmp.Or(v.atStart.seq+v.atStart.num, 1))
}
