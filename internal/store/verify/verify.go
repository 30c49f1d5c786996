// Package verify compares the derived data of a database with its facts.
package verify

import (
	"context"
	"fmt"

	lru "github.com/hashicorp/golang-lru/v2"
	"gorm.io/gorm"

	"github.com/itemactivity/itemactivity/internal/store/identity"
	"github.com/itemactivity/itemactivity/internal/store/sqlite"
	"github.com/itemactivity/itemactivity/models"
)

// Run recomputes everything that is derived from the facts, and compares it with what is
// stored. It only reads, and a server may write at the same time. If progress is not nil,
// it is called with the number of facts read and the approximate total.
//
// No read transaction is long, however large the database is. Facts never change, so they
// can be read later than the data derived from them. For each item, one short transaction
// reads its rollups, and the numbers of the last facts at that time. The facts up to these
// numbers are then read in pages. Facts that are committed later have higher numbers and
// are not read.
func Run(ctx context.Context, database *sqlite.ReadOnly, progress func(done, of int64)) (*Result, error) {
	sets, err := lru.New[int64, identity.SetRef](verifiedIdentitySets)
	if err != nil {
		return nil, err
	}
	v := verifier{db: database.DB.WithContext(ctx), progress: progress, found: new(Result), sets: sets}
	if v.found.Unchecked, err = database.CheckIntegrity(ctx, v.found.differ); err != nil {
		return v.found, err
	}
	if v.progress == nil {
		v.progress = func(int64, int64) {}
	}
	return v.found, v.verify()
}

// verifier is one run.
type verifier struct {
	db       *gorm.DB
	progress func(done, of int64)
	found    *Result
	sets     *lru.Cache[int64, identity.SetRef]
	// atStart is the horizon at the start. The tables that are not verified item by item
	// are compared up to it.
	atStart horizon
	// activityActors, driveActions, itemPostings and groupPostings are the recomputed
	// contents of these tables.
	activityActors, driveActions fingerprint
	itemPostings, groupPostings  fingerprint
}

// horizon contains the numbers of the last facts at some time.
type horizon struct{ seq, num int64 }

func readHorizon(db *gorm.DB) (h horizon, err error) {
	err = db.Raw("SELECT coalesce((SELECT max(seq) FROM item_activities), 0), coalesce((SELECT max(num) FROM drive_activities), 0)").
		Row().Scan(&h.seq, &h.num)
	return h, err
}

func (v *verifier) verify() (err error) {
	if v.atStart, err = readHorizon(v.db); err != nil {
		return err
	}
	var item int64
	for {
		if item, err = v.itemAfter(item); err != nil || item == 0 {
			break
		}
		if err := v.verifyItem(item); err != nil {
			return err
		}
		v.found.Items++
	}
	if err != nil {
		return err
	}
	if err := v.verifyOrder(); err != nil {
		return err
	}
	return v.verifyIndexes()
}

// itemAfter returns the next item that exists or that another table refers to, or 0 at the
// end.
func (v *verifier) itemAfter(item int64) (next int64, err error) {
	err = v.db.Raw(`SELECT coalesce(min(num), 0) FROM (
		SELECT min(num) AS num FROM drive_items WHERE num > @item
		UNION ALL SELECT min(item_num) FROM item_activities WHERE item_num > @item
		UNION ALL SELECT min(item_num) FROM drive_activities WHERE item_num > @item
		UNION ALL SELECT min(item_num) FROM item_action_counts WHERE item_num > @item
		UNION ALL SELECT min(item_num) FROM item_action_actors WHERE item_num > @item)`,
		map[string]any{"item": item}).Scan(&next).Error
	return next, err
}

// itemName returns the name of an item for a message.
func (v *verifier) itemName(num int64) string {
	var item models.DriveItem
	if found := v.db.Where("num = ?", num).Limit(1).Find(&item); found.Error != nil || found.RowsAffected == 0 {
		return fmt.Sprintf("number %d, which does not exist", num)
	}
	return string(item.ID)
}
