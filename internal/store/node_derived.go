package store

import (
	"github.com/itemactivity/itemactivity/internal/store/drive"
	"github.com/itemactivity/itemactivity/internal/store/read"
	"github.com/itemactivity/itemactivity/models"
)

// derivedActivities returns the drive activities among ids that are derived from items, by
// their ids. The items that the caller may see were looked up before.
func derivedActivities(v read.Tx, items map[int64]*models.DriveItem, ids []models.ID) (map[models.ID]*models.DriveActivity, error) {
	sent := make(map[models.ID]bool)
	for _, id := range ids {
		if item, ok := models.ItemOfDerivedActivity(id); ok {
			sent[item] = true
		}
	}
	var of []*models.DriveItem
	for _, item := range items {
		if sent[item.ID] {
			of = append(of, item)
		}
	}
	made, err := drive.DerivedActivities(v, of)
	derived := make(map[models.ID]*models.DriveActivity, len(made))
	for _, a := range made {
		derived[a.ID] = a
	}
	return derived, err
}
