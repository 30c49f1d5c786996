package sqlite

import (
	"context"
	"database/sql"

	"gorm.io/gorm"

	"github.com/itemactivity/itemactivity/internal/store/codec"
	"github.com/itemactivity/itemactivity/internal/store/identity"
	"github.com/itemactivity/itemactivity/internal/store/ranking"
	"github.com/itemactivity/itemactivity/internal/store/statement"
	"github.com/itemactivity/itemactivity/models"
)

func init() { register(backfillRankings) }

// groupedDriveActivity is a drive activity with its group.
type groupedDriveActivity struct {
	Num, GroupNum, ItemNum int64
	Action                 string
	Ticks, ActorNum        int64
}

func (groupedDriveActivity) TableName() string { return "drive_activities" }

// backfillRankings returns the migration that adds the drive activities to active_items and
// active_actors.
func backfillRankings(db *gorm.DB) func(context.Context, *sql.Tx) error {
	return func(ctx context.Context, tx *sql.Tx) error {
		within := db.Session(&gorm.Session{Context: ctx, NewDB: true})
		within.Statement.ConnPool = tx
		return statement.Pages(func(after *groupedDriveActivity) *gorm.DB {
			return within.Select("num", "group_num", "item_num", "action", "ticks", "actor_num").Where("num > ?", after.Num).Order("num")
		}, func(rows []groupedDriveActivity) error {
			refs := make(map[int64]identity.SetRef)
			for _, row := range rows {
				refs[row.ActorNum] = identity.SetRef{Num: row.ActorNum}
			}
			if err := identity.ReadRefs(within, refs); err != nil {
				return err
			}
			var r ranking.Ranking
			for _, row := range rows {
				action := new(models.ItemActionSet)
				if err := codec.DecodeContent("drive activity", row.Num, row.Action, action); err != nil {
					return err
				}
				for _, counted := range action.Counted() {
					r.Count(row.GroupNum, row.ItemNum, refs[row.ActorNum].Actor, counted, row.Ticks, row.Num)
				}
			}
			return r.Flush(within)
		})
	}
}
