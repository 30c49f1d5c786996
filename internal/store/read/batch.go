package read

import (
	"context"
	"sync"
)

// batch contains the objects of one type that one field of a query returned, whichever parents
// they have. The query selects the same fields of all of them. When a field of the first object
// is resolved, its data is loaded for the whole batch. Therefore each field of the query takes
// one statement, and no timer is needed to collect objects.
type batch[P comparable] struct {
	// objects contains each object once, in the order in which they were returned.
	objects []P
	mu      sync.Mutex
	// loads contains a *BatchLoad for each key of LoadFor.
	loads map[any]any
}

// BatchLoad is the result of a load for a batch. It is locked while the load runs. Value and Err
// are valid if Done is true.
type BatchLoad[L any] struct {
	sync.Mutex
	Done  bool
	Value L
	Err   error
}

// Set sets the result of the load.
func (l *BatchLoad[L]) Set(value L, err error) { l.Value, l.Err, l.Done = value, err, true }

// Batches contains the batch of every object that was read from a snapshot.
type Batches struct {
	mu sync.Mutex
	of map[any]any
	// made indexes the batches that were made since the last load.
	made []func()
	// textBytes is the size of the long strings that were read.
	textBytes int
	// actors is the number of actors that were united.
	actors int64
	// scanned is the number of activities that were read to count their actors.
	scanned  int64
	searches searches
	// groups says which groups the caller may see.
	groups map[int64]bool
}

// NewBatches returns an empty Batches.
func NewBatches() *Batches { return &Batches{of: map[any]any{}} }

// sees returns what see has stored about a group.
func (b *Batches) sees(group int64) (visible, known bool) {
	if b == nil {
		return false, false
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	visible, known = b.groups[group]
	return visible, known
}

// see stores whether the caller may see a group. It does nothing in the writer.
func (b *Batches) see(group int64, visible bool) {
	if b == nil {
		return
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.groups == nil {
		b.groups = make(map[int64]bool)
	}
	b.groups[group] = visible
}

// BatchesOf returns the Batches of the snapshot of a context, or nil if it has none.
func BatchesOf(ctx context.Context) *Batches {
	snap := snapshotOf(ctx)
	if snap == nil {
		return nil
	}
	snap.mu.Lock()
	defer snap.mu.Unlock()
	return snap.makeBatches()
}

// MakeBatch makes a batch of objects, each of which may occur several times. An object that was in
// another batch is removed from it, and no longer uses its loads. MakeBatch does nothing if b is nil.
// The objects must not be changed afterwards. Most batches load nothing, so they are not indexed before
// the next load.
func MakeBatch[P comparable](b *Batches, objects []P) {
	if b == nil || len(objects) == 0 {
		return // The writer loads no batches.
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	b.made = append(b.made, func() { index(b, objects) })
}

// index makes a batch. The batches must be locked.
func index[P comparable](b *Batches, objects []P) {
	made := &batch[P]{objects: make([]P, 0, len(objects)), loads: map[any]any{}}
	for _, p := range objects {
		if b.of[p] != any(made) {
			b.of[p] = made
			made.objects = append(made.objects, p)
		}
	}
}

// batchOf returns the batch of an object. If the object is in none, because a mutation returned
// it, the result is a new batch of this object.
func batchOf[P comparable](all *Batches, p P) *batch[P] {
	all.mu.Lock()
	defer all.mu.Unlock()
	for _, index := range all.made {
		index()
	}
	all.made = nil
	b, ok := all.of[p].(*batch[P])
	if !ok {
		b = &batch[P]{objects: []P{p}, loads: map[any]any{}}
		all.of[p] = b
	}
	return b
}

// LoadFor returns the objects in the batch of an object, and the load for them with a key. The
// load is locked. If it is not Done, the caller must load the data for all objects and call Set. Then
// the caller must unlock it.
func LoadFor[L any, P comparable](all *Batches, p P, key any) ([]P, *BatchLoad[L]) {
	b := batchOf(all, p)
	b.mu.Lock()
	l, ok := b.loads[key].(*BatchLoad[L])
	if !ok {
		l = new(BatchLoad[L])
		b.loads[key] = l
	}
	b.mu.Unlock()
	l.Lock()
	return b.objects, l
}
