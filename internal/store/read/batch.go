package read

import (
	"context"
	"sync"
)

// batch is objects of one type that one field of a query found, whoever their parents
// are. The query asks the same of all of them, so what the first one needs is loaded for
// the whole batch: one statement for each field of the query, and no timer that waits for
// more objects.
type batch[P comparable] struct {
	objects []P
	mu      sync.Mutex
	// loads has a *batchLoad by what is loaded.
	loads map[any]any
}

// BatchLoad is what was loaded for a batch. It is locked while somebody loads it. Value and
// Err are those of the load once it is Done.
type BatchLoad[L any] struct {
	sync.Mutex
	Done  bool
	Value L
	Err   error
}

// Set keeps what a load returned.
func (l *BatchLoad[L]) Set(value L, err error) { l.Value, l.Err, l.Done = value, err, true }

// Batches has the batch of every object that was read from a snapshot.
type Batches struct {
	mu sync.Mutex
	of map[any]any
	// textBytes is the size of the long texts that were read.
	textBytes int
	// actors are those of all sets that were united.
	actors int64
}

// NewBatches returns an empty Batches.
func NewBatches() *Batches { return &Batches{of: map[any]any{}} }

// BatchesOf returns the Batches of the request of a context, or nil.
func BatchesOf(ctx context.Context) *Batches {
	if snap := snapshotOf(ctx); snap != nil {
		return snap.batches
	}
	return nil
}

// MakeBatch makes a batch of objects; it does nothing if b is nil. An object that was in
// another batch leaves it; what was loaded for that one is not used for it again.
func MakeBatch[P comparable](b *Batches, objects []P) {
	if b == nil {
		return // The writer follows nothing.
	}
	made := &batch[P]{objects: objects, loads: map[any]any{}}
	b.mu.Lock()
	defer b.mu.Unlock()
	for _, p := range objects {
		b.of[p] = made
	}
}

// batchOf returns the batch of an object; one of the object alone if a mutation returned
// it.
func batchOf[P comparable](all *Batches, p P) *batch[P] {
	all.mu.Lock()
	defer all.mu.Unlock()
	b, ok := all.of[p].(*batch[P])
	if !ok {
		b = &batch[P]{objects: []P{p}, loads: map[any]any{}}
		all.of[p] = b
	}
	return b
}

// LoadFor returns the objects of an object's batch, and what was loaded for all of them;
// what tells it from other loads. It returns with the lock held. If nothing is loaded yet
// the caller loads it for the batch before it unlocks: so the first who asks loads it.
func LoadFor[L any, P comparable](all *Batches, p P, what any) ([]P, *BatchLoad[L]) {
	b := batchOf(all, p)
	b.mu.Lock()
	l, ok := b.loads[what].(*BatchLoad[L])
	if !ok {
		l = new(BatchLoad[L])
		b.loads[what] = l
	}
	b.mu.Unlock()
	l.Lock()
	return b.objects, l
}
