package opponent

import (
	"time"

	"github.com/itemactivity/itemactivity/models"
)

// record is the gorm model of an access, as in a tutorial: ids and times as text, the nested
// actor as JSON, and an index for each timeline.
// All times of the load have the same offset, so their texts are in the order of the times.
type record struct {
	ID               string `gorm:"primaryKey"`
	GroupID          string `gorm:"index:group_timeline,priority:1"`
	ActivityID       string
	StatID           string              `gorm:"index:timeline,priority:1"`
	ActivityDateTime string              `gorm:"index:timeline,priority:2;index:group_timeline,priority:2"`
	Actor            *models.IdentitySet `gorm:"serializer:json"`
	RecordedDateTime time.Time
	RecordedBy       string
}

// TableName returns the name of the table whose rows are counted at the end.
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
