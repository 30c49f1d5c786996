// Package read has what reads of the store have in common: the read transaction and what
// its caller may see, batches, relations and lists. It knows no tables but those of groups
// and their members, and of identities.
package read

import (
	"context"

	"gorm.io/gorm"

	"github.com/itemactivity/itemactivity/internal/auth"
	"github.com/itemactivity/itemactivity/internal/store/codec"
	"github.com/itemactivity/itemactivity/internal/store/identity"
	"github.com/itemactivity/itemactivity/internal/store/sqlite"
	"github.com/itemactivity/itemactivity/models"
)

// Source is what transactions read from: a database, and what is kept of it in memory.
type Source struct {
	Database *sqlite.Database
	// Cursors seals and opens the cursors of lists.
	Cursors *codec.CursorSealer
	// Identities has identity sets that were read or stored before.
	Identities *identity.Cache
}

// Tx is a read transaction: one state of the database, at one time, as one caller may
// see it.
type Tx struct {
	Source
	DB     *gorm.DB
	Caller *auth.Principal
	Now    models.Instant
	// EveryGroup lifts the limit to the caller's own groups.
	EveryGroup bool
	// Batches say for which objects something is loaded together; nil in the writer,
	// which reads row by row.
	Batches *Batches
	// Uncommitted says that the state is the writer's own: what is read from
	// it may still be rolled back, and is not remembered.
	Uncommitted bool
}

// Begin returns the read transaction of the request of a context. It panics if the context
// is not that of a View or of a Mutate.
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
	db, err := snap.begin(caller)
	if err != nil {
		return Tx{}, err
	}
	return Tx{
		Source: snap.source, DB: db.WithContext(ctx), Caller: caller, Now: snap.now,
		EveryGroup: caller.ReadsEveryGroup(), Batches: snap.batches,
	}, nil
}

// Remember keeps what was read for later, unless it may be rolled back.
func (t Tx) Remember(keep func()) {
	if !t.Uncommitted {
		keep()
	}
}
