package store

import (
	"github.com/itemactivity/itemactivity/models"
)

// refuse gives the refusal to the mutations that have no error of their own. The database
// has logged the cause.
func (w *writer) refuse(results []error, refusal *models.Error, cause error) []error {
	for i := range results {
		if results[i] == nil {
			results[i] = refusal
		}
	}
	w.outcome.Store(&outcome{w.store.now(), cause})
	return results
}
