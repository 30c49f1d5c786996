package read

import "github.com/itemactivity/itemactivity/models"

// MaxUnited bounds the total size of the actor sets that one read transaction unites. This many
// actors take about half a second of processor time. The cost of an operation, which is estimated
// before it runs, does not depend on the number of actors.
const MaxUnited = 20_000_000

// Unite adds to the number of actors that the transaction has united. It returns
// QUERY_TOO_COMPLEX if the number exceeds MaxUnited.
func (t Tx) Unite(actors int64) error {
	if t.Batches == nil {
		return nil
	}
	t.Batches.mu.Lock()
	defer t.Batches.mu.Unlock()
	if t.Batches.actors += actors; t.Batches.actors > MaxUnited {
		return &models.Error{
			Code:       models.QueryTooComplex,
			Message:    "The windows have too many actors to be counted in one request. Request fewer or shorter windows.",
			Extensions: map[string]any{"limit": MaxUnited},
		}
	}
	return nil
}
