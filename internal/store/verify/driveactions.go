package verify

import (
	"math"

	"gorm.io/gorm"

	"github.com/itemactivity/itemactivity/internal/store/codec"
	"github.com/itemactivity/itemactivity/internal/store/rollup"
	"github.com/itemactivity/itemactivity/internal/store/statement"
)

// verifyDriveActions compares the table that finds drive activities by action with them.
func (v *verifier) verifyDriveActions() error {
	var recorded fingerprint
	err := statement.PagesAfter(rollup.DriveActivityActionRow{ItemNum: math.MinInt64}, func(after *rollup.DriveActivityActionRow) *gorm.DB {
		return v.db.Where("(item_num, action, ticks, num) > (?, ?, ?, ?)", after.ItemNum, after.Action, after.Ticks, after.Num).
			Order("item_num, action, ticks, num")
	}, func(rows []rollup.DriveActivityActionRow) error {
		var later []int64
		for _, a := range rows {
			if a.Num <= v.atStart.num {
				recorded.add(a.ItemNum, int64(a.Action), a.Ticks, a.Num)
			} else {
				later = append(later, a.Num)
			}
		}
		return v.checkDriveActivities(later)
	})
	if err != nil {
		return err
	}
	if recorded != v.driveActions {
		v.found.differ("Drive activities by action: %s.", recorded.differenceTo(v.driveActions, "entries"))
	}
	return nil
}

// checkDriveActivities reports drive activities that were not recorded after the start, because they
// do not exist.
func (v *verifier) checkDriveActivities(later []int64) error {
	if len(later) == 0 {
		return nil
	}
	var unknown []int64
	err := v.db.Raw("SELECT DISTINCT value FROM json_each(?) WHERE value NOT IN (SELECT num FROM drive_activities)",
		codec.JSONNumbers(later)).Scan(&unknown).Error
	for _, num := range unknown {
		v.found.differ("Drive activities by action: drive activity %d does not exist.", num)
	}
	return err
}
