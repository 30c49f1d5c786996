package verify

import (
	"fmt"
	"math"
	"strings"

	"github.com/itemactivity/itemactivity/internal/store/projection"
	"github.com/itemactivity/itemactivity/internal/store/rollup"
	"github.com/itemactivity/itemactivity/models"
)

// owners is a kind of owners of statistics.
type owners struct {
	*rollup.Owners
	statistics, timelines projection.Projection
	// table contains the owners. name describes one for a message.
	table string
	name  func(v *verifier, num int64) string
}

var (
	items = &owners{rollup.Items, projection.Statistics, projection.ItemTimelines, "drive_items", func(v *verifier, num int64) string {
		var item models.DriveItem
		if found := v.db.Where("num = ?", num).Limit(1).Find(&item); found.Error != nil || found.RowsAffected == 0 {
			return fmt.Sprintf("Item number %d, which does not exist", num)
		}
		return "Item " + string(item.ID)
	}}
	drives = &owners{rollup.Drives, projection.DriveStatistics, projection.GroupTimelines, "groups", func(v *verifier, num int64) string {
		var group models.Group
		if found := v.db.Where("num = ?", num).Limit(1).Find(&group); found.Error != nil || found.RowsAffected == 0 {
			return fmt.Sprintf("The drive of group number %d, which does not exist", num)
		}
		return "The drive of group " + string(group.ID)
	}}
)

// verifyItems verifies the statistics of all items.
func (v *verifier) verifyItems() error {
	return v.eachOwner(items, func(num int64) error {
		v.found.Items++
		return v.verifyOwner(items, num)
	})
}

// verifyDrives verifies the statistics of all drives.
func (v *verifier) verifyDrives() error {
	return v.eachOwner(drives, func(num int64) error { return v.verifyOwner(drives, num) })
}

// eachOwner calls use with each owner that exists or that another table refers to.
func (v *verifier) eachOwner(of *owners, use func(num int64) error) error {
	for after := int64(math.MinInt64); ; {
		next, err := v.ownerAfter(of, after)
		if err != nil || next == nil {
			return err
		}
		if err := use(*next); err != nil {
			return err
		}
		after = *next
	}
}

// ownerAfter returns the next owner, or nil at the end.
func (v *verifier) ownerAfter(of *owners, num int64) (next *int64, err error) {
	tables := []string{of.timelines.String(), "drive_activities", of.Counts(), of.Actors()}
	each := append(make([]string, 0, 1+len(tables)), "SELECT min(num) AS num FROM "+of.table+" WHERE num > @after")
	for _, table := range tables {
		each = append(each, "SELECT min("+of.Column()+") FROM "+table+" WHERE "+of.Column()+" > @after")
	}
	err = v.db.Raw("SELECT min(num) FROM ("+strings.Join(each, " UNION ALL ")+")", map[string]any{"after": num}).Scan(&next).Error
	return next, err
}
