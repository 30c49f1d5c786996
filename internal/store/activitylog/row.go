// Package activitylog contains the log of item activities: its rows, and the tail of it that
// is kept in memory.
package activitylog

import (
	"github.com/itemactivity/itemactivity/internal/store/identity"
	"github.com/itemactivity/itemactivity/models"
)

// Row is a row of item_activities. It never changes.
type Row struct {
	// Seq is the position in the log. The first row has 1, and there are no gaps.
	Seq      int64 `gorm:"primaryKey"`
	ID       models.ID
	KeyNum   int64
	GroupNum int64
	ItemNum  int64
	Ticks    int64
	// Sent contains the form of the time and, in the lowest bits, what the client omitted.
	Sent     int64
	ActorNum int64
	// RecordedAfter is the number of ticks from the time of the activity to its recording.
	RecordedAfter int64
	RecordedByNum int64
}

// TableName implements gorm's Tabler.
func (Row) TableName() string { return "item_activities" }

// Entry is a row of the log, with the numbers of its counted actor and of its identities.
type Entry struct {
	Row
	By identity.SetRef
}
