package drive

import (
	"github.com/itemactivity/itemactivity/internal/store/object"
	"github.com/itemactivity/itemactivity/internal/store/read"
	"github.com/itemactivity/itemactivity/models"
)

// DerivedActivities returns the drive activities that are derived from items, in the order
// of the items, as a batch.
func DerivedActivities(v read.Tx, items []*models.DriveItem) ([]*models.DriveActivity, error) {
	creators := make([]int64, len(items))
	for i, item := range items {
		creators[i] = item.CreatedByNum
	}
	sets, err := v.IdentitySets(creators...)
	if err != nil {
		return nil, err
	}
	activities := make([]*models.DriveActivity, len(items))
	for i, item := range items {
		activities[i] = models.NewDerivedActivity(item, sets[item.CreatedByNum])
	}
	read.MakeBatch(v.Batches, activities)
	return activities, nil
}

// ActivityPlace is the group and the item of a drive activity. Num is nil if the activity
// is derived from the item.
type ActivityPlace struct {
	Num               *int64
	GroupNum, ItemNum int64
}

// PlaceOfActivity finds a drive activity by its id, stored or derived. It returns nil if
// the caller can see no such activity.
func PlaceOfActivity(v read.Tx, id models.ID) (*ActivityPlace, error) {
	if itemID, ok := models.ItemOfDerivedActivity(id); ok {
		item, err := object.ByID[models.DriveItem](v, object.DriveItems, itemID)
		if item == nil {
			return nil, err
		}
		return &ActivityPlace{GroupNum: item.GroupNum, ItemNum: item.Num}, nil
	}
	row, err := object.ByID[ActivityRow](v, object.DriveActivities, id)
	if row == nil {
		return nil, err
	}
	return &ActivityPlace{Num: &row.Num, GroupNum: row.GroupNum, ItemNum: row.ItemNum}, nil
}
