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
	// latest is the session with the context of the latest read. Most reads of a request have the same
	// context, and a session takes a kilobyte.
	latest *gorm.DB
	// endRead ends the transaction, and unwatch stops ending it with ctx. Both are nil before the
	// transaction begins.
	endRead func()
	unwatch func() bool
	err     error
	ended   bool
	// now is the time at which the request began, not the transaction.
	now models.Instant
	// batches contains the objects that were read from the snapshot. It is nil before it is needed.
	batches *Batches
	// projections is nil before the transaction begins.
	projections *projection.Snapshot
}

type snapshotKey struct{}

// WithSnapshot returns a context with a snapshot. The caller must call end to end the snapshot. It
// also ends with ctx. Most mutations read nothing, so whatever a read needs is made by the first one.
func WithSnapshot(ctx context.Context, source Source, now models.Instant) (_ context.Context, end func()) {
	ctx, cancel := context.WithCancelCause(ctx)
	snap := &snapshot{source: source, ctx: ctx, cancel: cancel, now: now}
	return context.WithValue(ctx, snapshotKey{}, snap), snap.end
}

// snapshotOf returns the snapshot of a context, or nil.
func snapshotOf(ctx context.Context) *snapshot {
	snap, _ := ctx.Value(snapshotKey{}).(*snapshot)
	return snap
}

// begin returns a session of the transaction with a context. The first call begins the transaction.
func (snap *snapshot) begin(ctx context.Context, caller *auth.Principal) (*gorm.DB, error) {
	snap.mu.Lock()
	defer snap.mu.Unlock()
	if snap.ended || snap.ctx.Err() != nil {
		return nil, context.Cause(snap.ctx)
	}
	if snap.db == nil && snap.err == nil {
		snap.makeBatches()
		snap.projections = projection.NewSnapshot(snap.source.Tail)
		snap.db, snap.endRead, snap.err = snap.source.Database.BeginRead(snap.ctx, caller.Key(), snap.cancel)
		if snap.err == nil {
			snap.unwatch = context.AfterFunc(snap.ctx, snap.end)
		}
	}
	if snap.err != nil {
		return nil, snap.err
	}
	if snap.latest == nil || snap.latest.Statement.Context != ctx {
		snap.latest = snap.db.WithContext(ctx)
	}
	return snap.latest, nil
}

// makeBatches returns the batches. The lock must be held.
func (snap *snapshot) makeBatches() *Batches {
	if snap.batches == nil {
		snap.batches = NewBatches()
	}
	return snap.batches
}

// end ends the transaction, and interrupts reads.
func (snap *snapshot) end() {
	if snap.mu.TryLock() { // otherwise begin may wait for a connection until cancel is called
		if snap.unwatch != nil {
			snap.unwatch()
		}
		snap.mu.Unlock()
	}
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
