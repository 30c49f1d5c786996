package rollup

import (
	"gorm.io/gorm"

	"github.com/itemactivity/itemactivity/internal/store/codec"
	"github.com/itemactivity/itemactivity/internal/store/identity"
	"github.com/itemactivity/itemactivity/internal/store/statement"
	"github.com/itemactivity/itemactivity/models"
)

// storedDriveActivity contains the columns of a drive activity on which rollups depend.
type storedDriveActivity struct {
	Num, GroupNum, ItemNum int64
	Action                 string
	Ticks, ActorNum        int64
}

// TableName implements gorm's Tabler.
func (storedDriveActivity) TableName() string { return "drive_activities" }

// Adder adds a drive activity to a rollup: Rollup.DriveActivity, or a part of it.
type Adder func(*Rollup, DriveActivity, *models.ItemActionSet, identity.SetRef)

// AddDriveActivities stores what all drive activities add, in a transaction. It returns their number.
func AddDriveActivities(tx *gorm.DB, add Adder) (n int64, err error) {
	cache := NewCache(DriveActivitySetBytes)
	err = statement.Pages(func(after *storedDriveActivity) *gorm.DB {
		return tx.Select("num", "group_num", "item_num", "action", "ticks", "actor_num").Where("num > ?", after.Num).Order("num")
	}, func(rows []storedDriveActivity) error {
		refs := make(map[int64]identity.SetRef)
		for _, row := range rows {
			refs[row.ActorNum] = identity.SetRef{Num: row.ActorNum}
		}
		if err := identity.ReadRefs(tx, refs); err != nil {
			return err
		}
		var r Rollup
		for _, row := range rows {
			action := new(models.ItemActionSet)
			if err := codec.DecodeContent("drive activity", row.Num, row.Action, action); err != nil {
				return err
			}
			add(&r, DriveActivity{Num: row.Num, Group: row.GroupNum, Item: row.ItemNum, Ticks: row.Ticks}, action, refs[row.ActorNum])
		}
		n += int64(len(rows))
		stored, err := r.Flush(tx, cache)
		if err == nil {
			cache.Remember(stored)
		}
		return err
	})
	return n, err
}
