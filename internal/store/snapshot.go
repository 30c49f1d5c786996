package store

import (
	"context"
	"sync"

	"gorm.io/gorm"

	"github.com/itemactivity/itemactivity/internal/auth"
	"github.com/itemactivity/itemactivity/models"
)

// snapshot is a read transaction that begins with its first statement.
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
	Now     models.Instant
	// batches have what the snapshot has found.
	Batches *Batches
}

func (s *Store) newSnapshot(ctx context.Context, cancel context.CancelCauseFunc) *Snapshot {
	return &Snapshot{ctx: ctx, cancel: cancel, Now: models.NewInstant(s.now()), Batches: NewBatches()}
}

func (snap *Snapshot) Begin(s *Store, caller *auth.Principal) (*gorm.DB, error) {
	snap.mu.Lock()
	defer snap.mu.Unlock()
	if snap.db == nil && snap.err == nil && !snap.ended {
		snap.db, snap.endRead, snap.err = s.database.BeginRead(snap.ctx, caller.Key(), snap.cancel)
	}
	if snap.ended {
		return nil, context.Cause(snap.ctx)
	}
	if snap.err != nil {
		return nil, snap.err
	}
	return snap.db, nil
}

// end also interrupts what is still being read.
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
