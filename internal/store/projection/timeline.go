package projection

import "github.com/itemactivity/itemactivity/internal/store/statement"

// ItemTimelineRow is a row of item_timelines.
type ItemTimelineRow struct {
	ItemNum int64 `gorm:"primaryKey"`
	Ticks   int64 `gorm:"primaryKey"`
	Seq     int64 `gorm:"primaryKey"`
}

// TableName implements gorm's Tabler.
func (ItemTimelineRow) TableName() string { return "item_timelines" }

// GroupTimelineRow is a row of group_timelines.
type GroupTimelineRow struct {
	GroupNum int64 `gorm:"primaryKey"`
	Ticks    int64 `gorm:"primaryKey"`
	Seq      int64 `gorm:"primaryKey"`
}

// TableName implements gorm's Tabler.
func (GroupTimelineRow) TableName() string { return "group_timelines" }

func keyColumns(values []any, a addition) []any { return append(values, a.key[0], a.key[1], a.key[2]) }

var (
	insertItemTimeline  = statement.NewInsert("item_timelines (item_num, ticks, seq)", "", keyColumns)
	insertGroupTimeline = statement.NewInsert("group_timelines (group_num, ticks, seq)", "", keyColumns)
)
