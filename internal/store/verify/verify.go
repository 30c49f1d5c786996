// Package verify compares what is derived from the facts of a database with the facts.
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

// Run computes everything that is derived from the facts of a database once more and
// compares. It only reads, beside a server that may go on writing; progress, if
// not nil, is told how many facts of how many were read.
//
// No snapshot lasts long, however large the database is. Facts never change, so
// what a state of the database is made of can be read later than the state: for
// each item one short snapshot has its rollups, and the numbers of the last facts
// that are in them; then the facts up to these are read in pages. Whatever is
// committed meanwhile has higher numbers and is left out.
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

// verifier computes again.
type verifier struct {
	db       *gorm.DB
	progress func(done, of int64)
	found    *Result
	sets     *lru.Cache[int64, identity.SetRef]
	// atStart is what was there when it began: the tables that are not verified
	// by item are compared up to here.
	atStart horizon
	// activityActors, driveActions, and the posting lists of items and of groups,
	// are what these tables should hold.
	activityActors, driveActions fingerprint
	itemPostings, groupPostings  fingerprint
}

// horizon is the numbers of the last facts of a state of the database.
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

// itemAfter returns the next item that is, or that anything is said of; 0 at the
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

// itemName is what an operator knows an item by.
func (v *verifier) itemName(num int64) string {
	var item models.DriveItem
	if found := v.db.Where("num = ?", num).Limit(1).Find(&item); found.Error != nil || found.RowsAffected == 0 {
		return fmt.Sprintf("number %d, which does not exist", num)
	}
	return string(item.ID)
}
