package store

import (
	"context"
	"errors"
	"sync"

	"gorm.io/gorm"

	"github.com/itemactivity/itemactivity/models"
)

// siblings are objects of one type that one field of a query found, whoever
// their parents are. The query asks the same of all of them, so what the first
// one needs is loaded for all: one statement for each field of the query, and
// no clock that says how long to wait for the others.
type batch[P comparable] struct {
	objects []P
	mu      sync.Mutex
	loaded  map[any]any
}

// loaded is what was loaded for a batch. It is locked while somebody loads it.
type batchLoad[L any] struct {
	sync.Mutex
	done  bool
	value L
	err   error
}

// set keeps what a load returned.
func (l *batchLoad[L]) set(value L, err error) { l.value, l.err, l.done = value, err, true }

// families are the siblings of every object that a snapshot has found.
type batches struct {
	mu sync.Mutex
	of map[any]any
	// bytes are the long texts of their rows.
	textBytes int
	// actors are those of all sets that were united.
	actors int64
}

// maxBytes bounds the memory for the long texts that one snapshot reads: the pages of
// all siblings are in memory at once, and complexity bounds only their rows.
const maxTextBytes = 24 << 20

// longRow is a row of a table that has long texts; bytes is the memory that they take
// when they are decoded.
type textRow interface{ textBytes() int }

// carry adds rows to what was read; QUERY_TOO_COMPLEX for too long texts.
func addTextBytes[R any](v readTx, rows []R) error {
	if _, long := any(*new(R)).(textRow); !long {
		return nil
	}
	v.batches.mu.Lock()
	defer v.batches.mu.Unlock()
	for _, r := range rows {
		v.batches.textBytes += any(r).(textRow).textBytes()
	}
	if v.batches.textBytes > maxTextBytes {
		return models.Errorf(models.QueryTooComplex, "", "The texts of the objects are too long to read them all at once. Ask for smaller pages.")
	}
	return nil
}

// carried reads what a statement finds. Rows with long texts it counts one by one, so
// that no more of them are in memory than are carried.
func readRows[F, R any](v readTx, q *gorm.DB, row func(F) R) (found []F, err error) {
	if _, long := any(*new(R)).(textRow); !long {
		return found, q.Find(&found).Error
	}
	rows, err := q.Rows()
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, rows.Close()) }()
	for rows.Next() {
		var f F
		if err := q.ScanRows(rows, &f); err != nil {
			return nil, err
		}
		if err := addTextBytes(v, []R{row(f)}); err != nil {
			return nil, err
		}
		found = append(found, f)
	}
	return found, rows.Err()
}

func newBatches() *batches { return &batches{of: map[any]any{}} }

// together makes siblings of objects. They may have been siblings of others
// before; what was loaded for those is forgotten.
func makeBatch[P comparable](v readTx, all []P) {
	if v.batches == nil {
		return // The writer follows nothing.
	}
	family := &batch[P]{objects: all, loaded: map[any]any{}}
	v.batches.mu.Lock()
	defer v.batches.mu.Unlock()
	for _, p := range all {
		v.batches.of[p] = family
	}
}

// togetherWritten makes siblings of what a mutation wrote, for the fields below.
func makeBatchOfWritten[P comparable](ctx context.Context, all []P) {
	if r := requestOf(ctx); r != nil {
		makeBatch(readTx{batches: r.snapshot.batches}, all)
	}
}

// siblingsOf returns the siblings of an object, which are none but itself where
// it came from a mutation.
func batchOf[P comparable](v readTx, p P) *batch[P] {
	v.batches.mu.Lock()
	defer v.batches.mu.Unlock()
	family, ok := v.batches.of[p].(*batch[P])
	if !ok {
		family = &batch[P]{objects: []P{p}, loaded: map[any]any{}}
		v.batches.of[p] = family
	}
	return family
}

// loadedFor returns the siblings of an object, and what was loaded for all of them; what
// tells it from other loads. It returns with the lock held. If nothing is loaded yet the
// caller loads it for all before it unlocks: so it is loaded for the first who asks.
func loadFor[L any, P comparable](v readTx, p P, what any) ([]P, *batchLoad[L]) {
	family := batchOf(v, p)
	family.mu.Lock()
	l, ok := family.loaded[what].(*batchLoad[L])
	if !ok {
		l = new(batchLoad[L])
		family.loaded[what] = l
	}
	family.mu.Unlock()
	l.Lock()
	return family.objects, l
}
