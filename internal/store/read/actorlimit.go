package read

import "github.com/itemactivity/itemactivity/models"

// MaxUnited bounds the actors of all sets that one read transaction unites, which is
// about half a second of a processor. The cost estimate of a document does not know how
// many actors there are.
const MaxUnited = 20_000_000

// Unite adds to the number of actors that were united. It returns QUERY_TOO_COMPLEX if
// there are too many.
func (t Tx) Unite(actors int64) error {
	if t.Batches == nil {
		return nil
	}
	t.Batches.mu.Lock()
	defer t.Batches.mu.Unlock()
	if t.Batches.actors += actors; t.Batches.actors > MaxUnited {
		return &models.Error{
			Code:       models.QueryTooComplex,
			Message:    "The windows have too many actors to be counted by one request. Ask for fewer windows, or for shorter ones.",
			Extensions: map[string]any{"limit": MaxUnited},
		}
	}
	return nil
}
