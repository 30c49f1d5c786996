package read

import (
	"context"
	"sync"

	"gorm.io/gorm"

	"github.com/itemactivity/itemactivity/internal/auth"
	"github.com/itemactivity/itemactivity/internal/store/sqlite"
	"github.com/itemactivity/itemactivity/models"
)

// Snapshot is a read transaction that begins with its first statement.
type Snapshot struct {
	// ctx is the whole request's: the transaction outlives the field that
	// begins it. cancel ends what is being read.
	ctx    context.Context
	cancel context.CancelCauseFunc
	mu     sync.Mutex
	db     *gorm.DB
	// endRead ends the transaction; nil before it began.
	endRead func()
	err     error
	ended   bool
	// Now is the time of the request, whenever the transaction begins.
	Now models.Instant
	// Batches have what the snapshot has found.
	Batches *Batches
}

// NewSnapshot returns a snapshot with the time now for a request with the context ctx,
// which cancel ends.
func NewSnapshot(ctx context.Context, cancel context.CancelCauseFunc, now models.Instant) *Snapshot {
	return &Snapshot{ctx: ctx, cancel: cancel, Now: now, Batches: NewBatches()}
}

// Begin returns the session of the transaction, which the first call begins.
func (snap *Snapshot) Begin(database *sqlite.Database, caller *auth.Principal) (*gorm.DB, error) {
	snap.mu.Lock()
	defer snap.mu.Unlock()
	if snap.db == nil && snap.err == nil && !snap.ended {
		snap.db, snap.endRead, snap.err = database.BeginRead(snap.ctx, caller.Key(), snap.cancel)
	}
	if snap.ended {
		return nil, context.Cause(snap.ctx)
	}
	if snap.err != nil {
		return nil, snap.err
	}
	return snap.db, nil
}

// End ends the transaction. It also interrupts what is still being read.
func (snap *Snapshot) End() {
	snap.cancel(nil)
	snap.mu.Lock()
	defer snap.mu.Unlock()
	if snap.ended {
		return
	}
	snap.ended = true
	if snap.endRead != nil {
		snap.endRead()
	}
}
