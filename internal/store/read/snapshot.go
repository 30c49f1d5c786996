package read

import (
	"context"
	"sync"

	"gorm.io/gorm"

	"github.com/itemactivity/itemactivity/internal/auth"
	"github.com/itemactivity/itemactivity/models"
)

// snapshot is a read transaction that begins with its first statement.
type snapshot struct {
	source Source
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
	// now is the time of the request, whenever the transaction begins.
	now models.Instant
	// batches have what the snapshot has found.
	batches *Batches
}

type snapshotKey struct{}

// WithSnapshot returns a context with a snapshot at the time now, which end ends. The
// snapshot also ends with the context.
func WithSnapshot(ctx context.Context, source Source, now models.Instant) (_ context.Context, end func()) {
	ctx, cancel := context.WithCancelCause(ctx)
	snap := &snapshot{source: source, ctx: ctx, cancel: cancel, now: now, batches: NewBatches()}
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

// begin returns the session of the transaction, which the first call begins.
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

// end ends the transaction. It also interrupts what is still being read.
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
