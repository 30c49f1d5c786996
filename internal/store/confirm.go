package store

import (
	"github.com/itemactivity/itemactivity/models"
)

// commitInPlace is commit with the checks of the database before and after it. Callers are
// answered only once it is known that the next start will find what is stored; also those
// who repeat what was stored before, and have nothing to write.
func (w *writer) commitInPlace(group []*mutation) (results []error, wrote bool, err error) {
	database := w.store.database
	if refusal, cause := database.Writable(); refusal != nil {
		return w.refuse(make([]error, len(group)), refusal, cause), false, cause
	}
	results, wrote, err = w.commit(group)
	for i := range results {
		results[i] = database.RecordDamage(results[i])
	}
	if err != nil {
		return results, wrote, err
	}
	if refusal, cause := database.Confirm(wrote); refusal != nil {
		return w.refuse(results, refusal, cause), wrote, cause
	}
	return results, wrote, nil
}

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
