package itemactivity

import (
	"maps"
	"slices"

	"github.com/itemactivity/itemactivity/internal/store/drive"
	"github.com/itemactivity/itemactivity/internal/store/read"
	"github.com/itemactivity/itemactivity/models"
)

// keyedActivity is a drive activity in a key: the number of a stored one, or the number of
// the item that it is derived from.
type keyedActivity struct{ num, itemNum int64 }

func activityOf(k KeyRow) keyedActivity {
	if k.DriveActivityNum == nil {
		return keyedActivity{itemNum: k.ItemNum}
	}
	return keyedActivity{num: *k.DriveActivityNum}
}

// keyedActivities returns the drive activities of keys, as far as the caller may see them.
func keyedActivities(v read.Tx, keyed []keyedActivity) (map[keyedActivity]*models.DriveActivity, error) {
	stored, err := drive.Activities.Load(v, read.Numbers(keyed, func(k keyedActivity) int64 { return k.num }))
	if err != nil {
		return nil, err
	}
	var derived []*models.DriveActivity
	if nums := read.Numbers(keyed, func(k keyedActivity) int64 { return k.itemNum }); len(nums) > 0 {
		items, err := drive.Items.Load(v, nums)
		if err != nil {
			return nil, err
		}
		if derived, err = drive.DerivedActivities(v, slices.Collect(maps.Values(items))); err != nil {
			return nil, err
		}
	}
	activities := make(map[keyedActivity]*models.DriveActivity, len(keyed))
	all := make([]*models.DriveActivity, 0, len(keyed))
	for num, a := range stored {
		activities[keyedActivity{num: num}] = a
		all = append(all, a)
	}
	for _, a := range derived {
		activities[keyedActivity{itemNum: a.ItemNum}] = a
		all = append(all, a)
	}
	read.MakeBatch(v.Batches, all)
	return activities, nil
}
