// Package verify compares the derived data of a database with its facts.
package verify

import (
	"context"

	lru "github.com/hashicorp/golang-lru/v2"
	"gorm.io/gorm"

	"github.com/itemactivity/itemactivity/internal/store/identity"
	"github.com/itemactivity/itemactivity/internal/store/projection"
	"github.com/itemactivity/itemactivity/internal/store/rollup"
	"github.com/itemactivity/itemactivity/internal/store/sqlite"
)

// Run recomputes everything that is derived from the facts, and compares it with what is
// stored. It only reads, and a server may write at the same time. If progress is not nil,
// it is called with the number of facts read and the approximate total.
//
// No read transaction is long, however large the database is. Facts never change, so they
// can be read later than the data derived from them. For each item and each drive, one short
// transaction reads its statistics, and the numbers of the last facts at that time. The facts up to these
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
	// projected are the recomputed contents of the projections in their states at the start. groupPostings
	// are the posting lists of groups, which are not among projected. driveActions is the content of its
	// table.
	// continued says for which projections the log has the key up to which a batch was applied.
	continued                   map[projection.Projection]bool
	projected                   [projection.Statistics]fingerprint
	driveActions, groupPostings fingerprint
}

// horizon says which facts a transaction sees: the numbers of the last ones, and the states of the
// projections.
type horizon struct {
	seq, num int64
	states   projection.States
}

// readHorizon reads the horizon of a snapshot, and the faults of the states of the projections.
func readHorizon(snapshot *gorm.DB) (h horizon, faults []string, err error) {
	if h.states, h.seq, faults, err = projection.Inspect(snapshot); err != nil {
		return h, faults, err
	}
	return h, faults, snapshot.Raw("SELECT coalesce(max(num), 0) FROM drive_activities").Scan(&h.num).Error
}

func (v *verifier) verify() (err error) {
	var faults []string
	err = v.db.Transaction(func(snapshot *gorm.DB) (err error) {
		if v.atStart, faults, err = readHorizon(snapshot); err != nil {
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
		v.verifyReferences, v.verifyIdentitySets, v.readLog, v.verifyItems, v.verifyDrives, v.verifyTimelines, v.verifyPostings, v.verifyDriveActions, v.verifyRankings,
	} {
		if err := verify(); err != nil {
			return err
		}
	}
	return nil
}
