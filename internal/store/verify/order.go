package verify

import (
	"gorm.io/gorm"

	"github.com/itemactivity/itemactivity/internal/store/statement"
	"github.com/itemactivity/itemactivity/models"
)

// recordedActivity contains the columns of an item activity that the order of recording
// depends on.
type recordedActivity struct{ Seq, Ticks, RecordedAfter int64 }

func (recordedActivity) TableName() string { return "item_activities" }

func (a recordedActivity) recordedDateTime() models.Instant {
	return models.Instant(a.Ticks + a.RecordedAfter)
}

// verifyOrder checks what the search for a range of recordedDateTime depends on. The
// numbers of the item activities must have no gaps, and recordedDateTime must not decrease.
// No other check would detect this.
func (v *verifier) verifyOrder() error {
	var seq int64
	var recorded models.Instant
	return statement.Pages(func(after *recordedActivity) *gorm.DB {
		return v.db.Select("seq", "ticks", "recorded_after").
			Where("seq > ? AND seq <= ?", after.Seq, v.atStart.seq).Order("seq")
	}, func(rows []recordedActivity) error {
		for _, row := range rows {
			if row.Seq != seq+1 {
				v.found.differ("Item activity %d follows item activity %d: the numbers between them are missing.", row.Seq, seq)
			}
			if at := row.recordedDateTime(); at < recorded {
				v.found.differ("Item activity %d was recorded at %s, before item activity %d, which was recorded at %s.",
					row.Seq, at.DateTimeOffset(), seq, recorded.DateTimeOffset())
			}
			seq, recorded = row.Seq, row.recordedDateTime()
		}
		return nil
	})
}
