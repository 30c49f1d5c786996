package drive

import (
	"strings"

	"github.com/itemactivity/itemactivity/internal/store/codec"
	"github.com/itemactivity/itemactivity/internal/store/object"
	"github.com/itemactivity/itemactivity/internal/store/read"
	"github.com/itemactivity/itemactivity/internal/store/rollup"
	"github.com/itemactivity/itemactivity/models"
)

// Activities loads drive activities by number.
var Activities = read.Relation[ActivityRow, models.DriveActivity]{
	Table: object.DriveActivities.Table, Column: "drive_activities.num",
	Num: func(r ActivityRow) int64 { return r.Num }, Nodes: ActivityNodes,
}

// ActivityRow is a row of drive_activities.
type ActivityRow struct {
	Num              int64 `gorm:"primaryKey"`
	ID               models.ID
	GroupNum         int64
	ItemNum          int64
	Action           string
	Ticks            int64
	Form             int64
	ActorNum         int64
	RecordedDateTime models.Instant
	RecordedByNum    int64
}

// TableName implements gorm's Tabler.
func (ActivityRow) TableName() string { return "drive_activities" }

// Position implements read.Positioned.
func (r ActivityRow) Position() read.Position { return read.Position{Ticks: r.Ticks, Num: r.Num} }

// TextBytes implements read.TextRow. It adds 32 bytes for each JSON object, because an empty
// identity set takes that much memory and has only two bytes of text.
func (r ActivityRow) TextBytes() int { return len(r.Action) + 32*strings.Count(r.Action, "{") }

// rolledUp returns the columns that rollups depend on.
func (r ActivityRow) rolledUp() rollup.DriveActivity {
	return rollup.DriveActivity{Num: r.Num, Group: r.GroupNum, Item: r.ItemNum, Ticks: r.Ticks, Recorded: r.RecordedDateTime}
}

// Identities implements read.Fact.
func (r ActivityRow) Identities() (actor, recordedBy int64) { return r.ActorNum, r.RecordedByNum }

// driveActivityNode returns the drive activity of a row.
func driveActivityNode(v read.Tx, r *ActivityRow) (*models.DriveActivity, error) {
	made, err := ActivityNodes(v, []ActivityRow{*r})
	if err != nil {
		return nil, err
	}
	return made[0], nil
}

// ActivityNodes returns the drive activities of rows.
func ActivityNodes(v read.Tx, rows []ActivityRow) ([]*models.DriveActivity, error) {
	sets, err := read.FactIdentities(v, rows)
	if err != nil {
		return nil, err
	}
	activities := make([]*models.DriveActivity, len(rows))
	for i, r := range rows {
		observed, err := models.DateTimeOffsetOf(r.Ticks, r.Form)
		if err != nil {
			return nil, v.Database.RecordDamage(err)
		}
		action := new(models.ItemActionSet)
		if err := codec.DecodeContent("drive activity", r.Num, r.Action, action); err != nil {
			return nil, v.Database.RecordDamage(err)
		}
		action.SetTypes()
		activities[i] = &models.DriveActivity{
			Num: r.Num, ItemNum: r.ItemNum, ID: r.ID, Action: action, Actor: sets[r.ActorNum],
			Times:      &models.ItemActivityTimeSet{ObservedDateTime: &observed, RecordedDateTime: r.RecordedDateTime},
			RecordedBy: sets[r.RecordedByNum],
		}
	}
	return activities, nil
}
