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
type siblings[P comparable] struct {
	all    []P
	mu     sync.Mutex
	loaded map[any]any
}

// loaded is what was loaded for a batch. It is locked while somebody loads it.
type loaded[L any] struct {
	sync.Mutex
	done  bool
	value L
	err   error
}

// set keeps what a load returned.
func (l *loaded[L]) set(value L, err error) { l.value, l.err, l.done = value, err, true }

// families are the siblings of every object that a snapshot has found.
type families struct {
	mu sync.Mutex
	of map[any]any
	// bytes are the long texts of their rows.
	bytes int
	// actors are those of all sets that were united.
	actors int64
}

// maxBytes bounds the memory for the long texts that one snapshot reads: the pages of
// all siblings are in memory at once, and complexity bounds only their rows.
const maxBytes = 24 << 20

// longRow is a row of a table that has long texts; bytes is the memory that they take
// when they are decoded.
type longRow interface{ bytes() int }

// carry adds rows to what was read; QUERY_TOO_COMPLEX for too long texts.
func carry[R any](v view, rows []R) error {
	if _, long := any(*new(R)).(longRow); !long {
		return nil
	}
	v.families.mu.Lock()
	defer v.families.mu.Unlock()
	for _, r := range rows {
		v.families.bytes += any(r).(longRow).bytes()
	}
	if v.families.bytes > maxBytes {
		return models.Errorf(models.QueryTooComplex, "", "The texts of the objects are too long to read them all at once. Ask for smaller pages.")
	}
	return nil
}

// carried reads what a statement finds. Rows with long texts it counts one by one, so
// that no more of them are in memory than are carried.
func carried[F, R any](v view, q *gorm.DB, row func(F) R) (found []F, err error) {
	if _, long := any(*new(R)).(longRow); !long {
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
		if err := carry(v, []R{row(f)}); err != nil {
			return nil, err
		}
		found = append(found, f)
	}
	return found, rows.Err()
}

func newFamilies() *families { return &families{of: map[any]any{}} }

// together makes siblings of objects. They may have been siblings of others
// before; what was loaded for those is forgotten.
func together[P comparable](v view, all []P) {
	if v.families == nil {
		return // The writer follows nothing.
	}
	family := &siblings[P]{all: all, loaded: map[any]any{}}
	v.families.mu.Lock()
	defer v.families.mu.Unlock()
	for _, p := range all {
		v.families.of[p] = family
	}
}

// togetherWritten makes siblings of what a mutation wrote, for the fields below.
func togetherWritten[P comparable](ctx context.Context, all []P) {
	if r := requestOf(ctx); r != nil {
		together(view{families: r.snapshot.families}, all)
	}
}

// siblingsOf returns the siblings of an object, which are none but itself where
// it came from a mutation.
func siblingsOf[P comparable](v view, p P) *siblings[P] {
	v.families.mu.Lock()
	defer v.families.mu.Unlock()
	family, ok := v.families.of[p].(*siblings[P])
	if !ok {
		family = &siblings[P]{all: []P{p}, loaded: map[any]any{}}
		v.families.of[p] = family
	}
	return family
}

// loadedFor returns the siblings of an object, and what was loaded for all of them; what
// tells it from other loads. It returns with the lock held. If nothing is loaded yet the
// caller loads it for all before it unlocks: so it is loaded for the first who asks.
func loadedFor[L any, P comparable](v view, p P, what any) ([]P, *loaded[L]) {
	family := siblingsOf(v, p)
	family.mu.Lock()
	l, ok := family.loaded[what].(*loaded[L])
	if !ok {
		l = new(loaded[L])
		family.loaded[what] = l
	}
	family.mu.Unlock()
	l.Lock()
	return family.all, l
}
