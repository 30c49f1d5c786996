package projection

import (
	"gorm.io/gorm"

	"github.com/itemactivity/itemactivity/internal/store/posting"
	"github.com/itemactivity/itemactivity/internal/store/ranking"
	"github.com/itemactivity/itemactivity/internal/store/rollup"
)

// tables returns the tables of a projection.
func (p Projection) tables() []string {
	switch p {
	case ItemTimelines:
		return []string{ItemTimelineRow{}.TableName()}
	case GroupTimelines:
		return []string{GroupTimelineRow{}.TableName()}
	case ActorLists:
		return []string{rollup.ActivityActorRow{}.TableName()}
	case PostingLists:
		return []string{posting.Block{}.TableName()}
	case Statistics:
		return []string{rollup.ItemActionCountRow{}.TableName(), rollup.ItemActionActorsRow{}.TableName()}
	case ActiveItems:
		return []string{ranking.ItemRow{}.TableName()}
	case ActiveActors:
		return []string{ranking.ActorRow{}.TableName()}
	case DriveStatistics:
		return []string{rollup.DriveActionCountRow{}.TableName(), rollup.DriveActionActorsRow{}.TableName()}
	}
	return nil
}

// Reset empties all projections, in a transaction. Drive activities are removed from the statistics
// too. A row of the table projections that is missing is restored.
func Reset(tx *gorm.DB) error {
	if err := tx.Exec("DELETE FROM " + Row{}.TableName()).Error; err != nil {
		return err
	}
	for _, p := range All() {
		for _, table := range p.tables() {
			if err := tx.Exec("DELETE FROM " + table).Error; err != nil {
				return err
			}
		}
		if err := tx.Create(&Row{Name: p.String()}).Error; err != nil {
			return err
		}
	}
	return nil
}
