package opponent

import (
	"time"

	"github.com/itemactivity/itemactivity/models"
)

// record is an access as a tutorial would store it: ids and times as text, the
// nested actor as JSON, an index for the timeline.
type record struct {
	ID               string `gorm:"primaryKey"`
	GroupID          string
	ActivityID       string
	StatID           string              `gorm:"index:timeline,priority:1"`
	ActivityDateTime string              `gorm:"index:timeline,priority:2"`
	Actor            *models.IdentitySet `gorm:"serializer:json"`
	RecordedDateTime time.Time
	RecordedBy       string
}

// TableName is the table that is counted in the end.
func (record) TableName() string { return "item_activities" }

func newRecord(groupID, activityID, statID models.ID, input *models.ItemActivity) *record {
	if input.ID == "" {
		input.ID = models.NewID()
	}
	return &record{
		ID: string(input.ID), GroupID: string(groupID), ActivityID: string(activityID), StatID: string(statID),
		ActivityDateTime: input.ActivityDateTime.String(), Actor: input.Actor,
		RecordedDateTime: time.Now(), RecordedBy: "local-user",
	}
}

func newRecords(inputs []*models.CreateItemActivityInput) []*record {
	records := make([]*record, len(inputs))
	for i, in := range inputs {
		records[i] = newRecord(in.GroupID, in.ActivityID, in.StatID, &in.Input)
	}
	return records
}
