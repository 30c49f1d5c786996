package read

import "github.com/itemactivity/itemactivity/models"

// MaxScanned bounds the activities that one read transaction reads to count their actors, because the
// cost of an operation does not depend on their number. This many activities take about a fifth of a
// second.
const MaxScanned = 100_000

// ScanLimit returns the number of activities that the transaction may still read to count their actors.
func (t Tx) ScanLimit() int64 {
	if t.Batches == nil {
		return MaxScanned
	}
	t.Batches.mu.Lock()
	defer t.Batches.mu.Unlock()
	return max(0, MaxScanned-t.Batches.scanned)
}

// Scan adds to the number of activities that the transaction has read to count their actors. It returns
// QUERY_TOO_COMPLEX if the number exceeds MaxScanned.
func (t Tx) Scan(activities int64) error {
	if t.Batches == nil {
		return nil
	}
	t.Batches.mu.Lock()
	defer t.Batches.mu.Unlock()
	if t.Batches.scanned += activities; t.Batches.scanned > MaxScanned {
		return &models.Error{
			Code:       models.QueryTooComplex,
			Message:    "The windows of the items have too many activities for mostActiveActors in one request. Request fewer or shorter windows.",
			Extensions: map[string]any{"limit": MaxScanned},
		}
	}
	return nil
}
