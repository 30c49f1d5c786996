package read

import (
	"context"
	"sync"

	"gorm.io/gorm"

	"github.com/itemactivity/itemactivity/internal/auth"
	"github.com/itemactivity/itemactivity/internal/store/projection"
	"github.com/itemactivity/itemactivity/models"
)

// snapshot is a read transaction that begins with its first statement.
type snapshot struct {
	source Source
	// ctx is the context of the request, because the transaction ends after the field that
	// begins it. cancel interrupts reads.
	ctx    context.Context
	cancel context.CancelCauseFunc
	mu     sync.Mutex
	db     *gorm.DB
	// endRead ends the transaction. It is nil before the transaction begins.
	endRead func()
	err     error
	ended   bool
	// now is the time at which the request began, not the transaction.
	now models.Instant
	// batches contains the objects that were read from the snapshot.
	batches     *Batches
	projections *projection.Snapshot
}

type snapshotKey struct{}

// WithSnapshot returns a context with a snapshot. The caller must call end to end the snapshot. It
// also ends with ctx.
func WithSnapshot(ctx context.Context, source Source, now models.Instant) (_ context.Context, end func()) {
	ctx, cancel := context.WithCancelCause(ctx)
	snap := &snapshot{source: source, ctx: ctx, cancel: cancel, now: now, batches: NewBatches(), projections: projection.NewSnapshot(source.Tail)}
	forget := context.AfterFunc(ctx, snap.end)
	return context.WithValue(ctx, snapshotKey{}, snap), func() {
		forget()
		snap.end()
	}
}

// snapshotOf returns the snapshot of a context, or nil.
func snapshotOf(ctx context.Context) *snapshot {
	snap, _ := ctx.Value(snapshotKey{}).(*snapshot)
	return snap
}

// begin returns the session of the transaction. The first call begins the transaction.
func (snap *snapshot) begin(caller *auth.Principal) (*gorm.DB, error) {
	snap.mu.Lock()
	defer snap.mu.Unlock()
	if snap.db == nil && snap.err == nil && !snap.ended {
		snap.db, snap.endRead, snap.err = snap.source.Database.BeginRead(snap.ctx, caller.Key(), snap.cancel)
	}
	if snap.ended {
		return nil, context.Cause(snap.ctx)
	}
	if snap.err != nil {
		return nil, snap.err
	}
	return snap.db, nil
}

// end ends the transaction, and interrupts reads.
func (snap *snapshot) end() {
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
