package verify

import (
	"gorm.io/gorm"

	"github.com/itemactivity/itemactivity/internal/store/rollup"
	"github.com/itemactivity/itemactivity/internal/store/statement"
)

// verifyIndexes compares the tables that find facts by actor and by action with the facts.
func (v *verifier) verifyIndexes() error {
	var recorded fingerprint
	err := statement.Pages(func(after *rollup.ActivityActorRow) *gorm.DB {
		return v.db.Where("(actor_num, group_num, ticks, seq) > (?, ?, ?, ?)", after.ActorNum, after.GroupNum, after.Ticks, after.Seq).
			Order("actor_num, group_num, ticks, seq")
	}, func(rows []rollup.ActivityActorRow) error {
		for _, a := range rows {
			if a.Seq <= v.atStart.seq {
				recorded.add(a.ActorNum, a.GroupNum, a.Ticks, a.Seq)
			}
		}
		return nil
	})
	if err != nil {
		return err
	}
	if recorded != v.activityActors {
		v.found.differ("Item activities by actor: %s.", recorded.differenceTo(v.activityActors, "entries"))
	}
	recorded = fingerprint{}
	err = statement.Pages(func(after *rollup.DriveActivityActionRow) *gorm.DB {
		return v.db.Where("(item_num, action, ticks, num) > (?, ?, ?, ?)", after.ItemNum, after.Action, after.Ticks, after.Num).
			Order("item_num, action, ticks, num")
	}, func(rows []rollup.DriveActivityActionRow) error {
		for _, a := range rows {
			if a.Num <= v.atStart.num {
				recorded.add(a.ItemNum, int64(a.Action), a.Ticks, a.Num)
			}
		}
		return nil
	})
	if err != nil {
		return err
	}
	if recorded != v.driveActions {
		v.found.differ("Drive activities by action: %s.", recorded.differenceTo(v.driveActions, "entries"))
	}
	return v.verifyPostings()
}
