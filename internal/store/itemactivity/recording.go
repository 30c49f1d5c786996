package itemactivity

import (
	"errors"

	"github.com/itemactivity/itemactivity/internal/store/write"
	"github.com/itemactivity/itemactivity/models"
)

// mutationTx is write.Tx under another name. A recording embeds it, and so its field Tx is the
// read.Tx of the mutation.
type mutationTx = write.Tx

// recording is a mutation that records item activities.
type recording struct {
	*mutationTx
	keys *KeyCache
	// bulk contains the results of earlier rows of a bulk; nil if this is not a bulk.
	bulk *bulkLookups
}

// recording returns a recording in a mutation.
func (s *Store) recording(t *write.Tx) *recording {
	return &recording{mutationTx: t, keys: s.keys}
}

// bulkLookups contains the results of lookups that the rows of a bulk share. No other mutation runs
// between these rows.
type bulkLookups struct {
	preconditions map[preconditionsKey]preconditions
	// invalid contains the errors of the keys that refer to no objects. Valid keys are in the
	// KeyCache after they are committed.
	invalid map[models.ActivityKey]error
}

func newBulkLookups() *bulkLookups {
	return &bulkLookups{preconditions: map[preconditionsKey]preconditions{}, invalid: map[models.ActivityKey]error{}}
}

// rejectKey keeps the error of an invalid key, and returns it. b may be nil.
func (b *bulkLookups) rejectKey(key models.ActivityKey, err error) error {
	if _, rejected := errors.AsType[*models.Error](err); rejected && b != nil {
		b.invalid[key] = err
	}
	return err
}
