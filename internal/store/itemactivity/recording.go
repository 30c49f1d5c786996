package itemactivity

import (
	"errors"

	"github.com/itemactivity/itemactivity/internal/store/write"
	"github.com/itemactivity/itemactivity/models"
)

// mutationTx has a name of its own: the Tx of a recording is the read transaction in it.
type mutationTx = write.Tx

// recording is a mutation that records item activities.
type recording struct {
	*mutationTx
	keys *KeyCache
	// bulk is what the rows of a bulk found before; nil outside of one.
	bulk *bulkLookups
}

// recording returns a mutation of the store as one that records item activities.
func (s *Store) recording(t *write.Tx) *recording {
	return &recording{mutationTx: t, keys: s.keys}
}

// bulkLookups are what a bulk has found: nothing else is done between its rows.
type bulkLookups struct {
	preconditions map[preconditionsKey]preconditions
	// broken are the keys that stand for nothing, with their refusals. Keys that
	// stand for something are in the cache once they are committed.
	broken map[models.ActivityKey]error
}

func newBulkLookups() *bulkLookups {
	return &bulkLookups{preconditions: map[preconditionsKey]preconditions{}, broken: map[models.ActivityKey]error{}}
}

// refuse remembers that a key stands for nothing, and returns the error. b may be nil.
func (b *bulkLookups) refuse(key models.ActivityKey, err error) error {
	if _, refused := errors.AsType[*models.Error](err); refused && b != nil {
		b.broken[key] = err
	}
	return err
}
