package itemactivity

import (
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
	// bulk is what the rows of a bulk share; nil if this is not a bulk.
	bulk *bulk
}

// recordedBy returns the caller.
func (t *recording) recordedBy() *models.IdentitySet {
	if t.bulk != nil {
		return t.bulk.recordedBy
	}
	return t.Caller.IdentitySet()
}

// recording returns a recording in a mutation.
func (s *Store) recording(t *write.Tx) *recording {
	return &recording{mutationTx: t, keys: s.keys}
}
