// Package verify compares the derived data of a database with its facts.
package verify

import (
	"context"
	"fmt"
	"math"

	lru "github.com/hashicorp/golang-lru/v2"
	"gorm.io/gorm"

	"github.com/itemactivity/itemactivity/internal/store/identity"
	"github.com/itemactivity/itemactivity/internal/store/projection"
	"github.com/itemactivity/itemactivity/internal/store/rollup"
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
	v := verifier{db: database.DB.WithContext(ctx), progress: progress, found: new(Result), sets: sets, continued: map[projection.Projection]bool{}}
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
	// lastActor is the number of the last actor at the start. usedActors are the actors of identity
	// sets.
	lastActor  int64
	usedActors rollup.ActorUnion
	// states are the states of the projections at the start. projected are their recomputed
	// contents in these states. groupPostings are the posting lists of groups, which
	// are not among projected. driveActions is the content of its table.
	// continued says for which projections the log has the key up to which a batch was applied.
	states                      projection.States
	continued                   map[projection.Projection]bool
	projected                   [projection.Statistics]fingerprint
	driveActions, groupPostings fingerprint
}

// horizon says which facts a transaction sees: the numbers of the last ones, the seq up to which the
// timelines of items contain the log, and the state of the statistics.
type horizon struct {
	seq, num, timeline int64
	statistics         projection.State
}

// readHorizon reads the horizon of a snapshot, and the states of the projections and their faults.
func readHorizon(snapshot *gorm.DB) (h horizon, states projection.States, faults []string, err error) {
	if states, h.seq, faults, err = projection.Inspect(snapshot); err != nil {
		return h, states, faults, err
	}
	h.timeline, h.statistics = states[projection.ItemTimelines].AppliedSeq, states[projection.Statistics]
	return h, states, faults, snapshot.Raw("SELECT coalesce(max(num), 0) FROM drive_activities").Scan(&h.num).Error
}

func (v *verifier) verify() (err error) {
	var faults []string
	err = v.db.Transaction(func(snapshot *gorm.DB) (err error) {
		if v.atStart, v.states, faults, err = readHorizon(snapshot); err != nil {
			return err
		}
		return snapshot.Raw("SELECT coalesce(max(num), 0) FROM actors").Scan(&v.lastActor).Error
	})
	if err != nil {
		return err
	}
	for _, fault := range faults {
		v.found.differ("%s.", sentence(fault))
	}
	for _, verify := range []func() error{
		v.verifyReferences, v.verifyIdentitySets, v.readLog, v.verifyItems, v.verifyTimelines, v.verifyPostings, v.verifyDriveActions, v.verifyRankings,
	} {
		if err := verify(); err != nil {
			return err
		}
	}
	return nil
}

func (v *verifier) verifyItems() error {
	for after := int64(math.MinInt64); ; {
		item, err := v.itemAfter(after)
		if err != nil || item == nil {
			return err
		}
		if err := v.verifyItem(*item); err != nil {
			return err
		}
		v.found.Items++
		after = *item
	}
}

// itemAfter returns the next item that exists or that another table refers to, or nil at the
// end.
func (v *verifier) itemAfter(item int64) (next *int64, err error) {
	err = v.db.Raw(`SELECT min(num) FROM (
		SELECT min(num) AS num FROM drive_items WHERE num > @item
		UNION ALL SELECT min(item_num) FROM item_timelines WHERE item_num > @item
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
