package store

import "github.com/itemactivity/itemactivity/models"

// maxUnited bounds the actors of all sets that one read transaction unites, which is
// about half a second of a processor. The cost estimate of a document does not know how
// many actors there are.
const maxUnited = 20_000_000

// unite adds to the number of actors that were united. It returns QUERY_TOO_COMPLEX if
// there are too many.
func (v readTx) Unite(actors int64) error {
	if v.Batches == nil {
		return nil
	}
	v.Batches.mu.Lock()
	defer v.Batches.mu.Unlock()
	if v.Batches.actors += actors; v.Batches.actors > maxUnited {
		return &models.Error{
			Code:       models.QueryTooComplex,
			Message:    "The windows have too many actors to be counted by one request. Ask for fewer windows, or for shorter ones.",
			Extensions: map[string]any{"limit": maxUnited},
		}
	}
	return nil
}
