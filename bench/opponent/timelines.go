package opponent

import (
	"context"

	"gorm.io/gorm"

	"github.com/itemactivity/itemactivity/bench/load"
	"github.com/itemactivity/itemactivity/models"
)

// timelines reads the accesses of an item or a group with gorm.
type timelines struct{ db *gorm.DB }

// ItemActivities returns the accesses before a time, the latest first. It ignores the other
// arguments, which the load generator does not send.
func (t timelines) ItemActivities(ctx context.Context, filter models.ItemActivityFilter, _ *models.ItemActivityOrder,
	first *int, _ *string, _ *int, _ *string,
) (*models.ItemActivityConnection, error) {
	db := t.db.WithContext(context.WithoutCancel(ctx)) // the driver starts a goroutine if the context can end
	if filter.DriveItemID != nil {
		db = db.Where("stat_id = ?", load.AllTime+string(*filter.DriveItemID))
	} else {
		db = db.Where("group_id = ?", filter.GroupID)
	}
	var rows []record
	err := db.Select("id", "activity_date_time", "actor").Where("activity_date_time < ?", filter.ActivityDateTime.Before.String()).
		Order("activity_date_time DESC, rowid DESC").Limit(*first).Find(&rows).Error
	if err != nil {
		return nil, err
	}
	page := new(models.ItemActivityConnection)
	for _, r := range rows {
		at, err := models.ParseDateTimeOffset(r.ActivityDateTime)
		if err != nil {
			return nil, err
		}
		page.Edges = append(page.Edges, &models.ItemActivityEdge{
			Node: &models.ItemActivity{ID: models.ID(r.ID), ActivityDateTime: &at, Actor: r.Actor},
		})
	}
	return page, nil
}
