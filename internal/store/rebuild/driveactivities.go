package rebuild

import (
	"gorm.io/gorm"

	"github.com/itemactivity/itemactivity/internal/store/codec"
	"github.com/itemactivity/itemactivity/internal/store/identity"
	"github.com/itemactivity/itemactivity/internal/store/rollup"
	"github.com/itemactivity/itemactivity/internal/store/statement"
	"github.com/itemactivity/itemactivity/models"
)

// driveActivity contains the columns of a drive activity on which derived rows depend.
type driveActivity struct {
	Num, GroupNum, ItemNum int64
	Action                 string
	Ticks, ActorNum        int64
}

// TableName implements gorm's Tabler.
func (driveActivity) TableName() string { return "drive_activities" }

// addDriveActivities adds all drive activities to the statistics, and fills the table that finds them
// by action. It returns their number.
func addDriveActivities(db *gorm.DB) (n int64, err error) {
	if err := empty(db, rollup.DriveActivityActionRow{}.TableName()); err != nil {
		return 0, err
	}
	cache := rollup.NewCache(rollup.DriveActivitySetBytes)
	err = statement.Pages(func(after *driveActivity) *gorm.DB {
		return db.Select("num", "group_num", "item_num", "action", "ticks", "actor_num").Where("num > ?", after.Num).Order("num")
	}, func(rows []driveActivity) error {
		refs := make(map[int64]identity.SetRef)
		for _, row := range rows {
			refs[row.ActorNum] = identity.SetRef{Num: row.ActorNum}
		}
		if err := identity.ReadRefs(db, refs); err != nil {
			return err
		}
		var r rollup.Rollup
		for _, row := range rows {
			action := new(models.ItemActionSet)
			if err := codec.DecodeContent("drive activity", row.Num, row.Action, action); err != nil {
				return err
			}
			r.DriveActivity(rollup.DriveActivity{Num: row.Num, Group: row.GroupNum, Item: row.ItemNum, Ticks: row.Ticks}, action, refs[row.ActorNum])
		}
		n += int64(len(rows))
		stored, err := r.Flush(db, cache)
		cache.Remember(stored)
		return err
	})
	return n, err
}
