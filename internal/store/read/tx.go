// Package read contains what all reads of the store share: the read transaction, visibility,
// identities, batches, relations and lists. It names only the tables of groups, members, users,
// actors, identity sets, and the activities by actor.
package read

import (
	"context"

	"gorm.io/gorm"

	"github.com/itemactivity/itemactivity/internal/auth"
	"github.com/itemactivity/itemactivity/internal/store/activitylog"
	"github.com/itemactivity/itemactivity/internal/store/codec"
	"github.com/itemactivity/itemactivity/internal/store/identity"
	"github.com/itemactivity/itemactivity/internal/store/projection"
	"github.com/itemactivity/itemactivity/internal/store/sqlite"
	"github.com/itemactivity/itemactivity/models"
)

// Source is a database with its caches.
type Source struct {
	Database *sqlite.Database
	// Cursors seals and opens the cursors of lists.
	Cursors *codec.CursorSealer
	// Identities contains committed identity sets.
	Identities *identity.Cache
	// Tail contains the last entries of the log of item activities.
	Tail *activitylog.Tail
}

// Tx is a read transaction: one state of the database, one time, and one caller.
type Tx struct {
	Source
	DB     *gorm.DB
	Caller *auth.Principal
	Now    models.Instant
	// EveryGroup means that the caller may see every group, and not only the groups that the
	// caller belongs to.
	EveryGroup bool
	// Batches contains the batches of the objects that were read. It is nil in a transaction
	// of the writer, which loads no batches. What such a transaction reads may be rolled
	// back, and must not be cached.
	Batches *Batches
	// Projections finds the activities that the projections lack.
	Projections *projection.Snapshot
}

// Begin returns the read transaction of a context. It panics if the context is not from
// Store.View or Store.Mutate.
func Begin(ctx context.Context) (Tx, error) {
	if ctx.Err() != nil {
		return Tx{}, context.Cause(ctx)
	}
	caller := auth.FromContext(ctx)
	if caller == nil {
		return Tx{}, auth.ErrNobody
	}
	snap := snapshotOf(ctx)
	if snap == nil {
		panic("store: read outside of View and Mutate")
	}
	db, err := snap.begin(ctx, caller)
	if err != nil {
		return Tx{}, err
	}
	return Tx{
		Source: snap.source, DB: db, Caller: caller, Now: snap.now,
		EveryGroup: caller.ReadsEveryGroup(), Batches: snap.batches, Projections: snap.projections,
	}, nil
}
