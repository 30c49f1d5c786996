package sqlite

import (
	"context"
	"database/sql"

	"gorm.io/gorm"

	"github.com/itemactivity/itemactivity/internal/store/posting"
	"github.com/itemactivity/itemactivity/internal/store/statement"
)

func init() { register(backfillPostings) }

// backfillPostings returns the migration to version 6, which fills the posting lists with
// all item activities. Version 5 created their table. It reads in the order of recording,
// as the writer does.
func backfillPostings(db *gorm.DB) func(context.Context, *sql.Tx) error {
	return func(ctx context.Context, tx *sql.Tx) error {
		cache := posting.NewCache()
		within := db.Session(&gorm.Session{Context: ctx, NewDB: true})
		within.Statement.ConnPool = tx
		return statement.Pages(func(after *itemActivity) *gorm.DB {
			return within.Select("seq", "group_num", "item_num").Where("seq > ?", after.Seq).Order("seq")
		}, func(rows []itemActivity) error {
			entries := make([]posting.Entry, 0, 2*len(rows))
			for _, row := range rows {
				ofItem, ofGroup := posting.List{Group: row.GroupNum, Item: row.ItemNum}, posting.List{Group: row.GroupNum}
				entries = append(entries, posting.Entry{List: ofItem, Seq: row.Seq}, posting.Entry{List: ofGroup, Seq: row.Seq})
			}
			tails, err := posting.Add(within, entries, cache)
			cache.Remember(tails)
			return err
		})
	}
}
