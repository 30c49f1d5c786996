package store

import (
	"github.com/itemactivity/itemactivity/models"
)

// errDisplaced answers mutations whose commit is in files that have lost their names.
var errDisplaced = &models.Error{
	Code:       models.Unavailable,
	Message:    "The files of the database were removed or changed by another program. The change is not confirmed, and may be lost: repeat it with the same id once the server is ready again.",
	RetryAfter: 5,
}

// commitInPlace is commit for files that have their names. Whoever waits is answered
// only once it is known, after the commit, that a restart would find it: also those who
// repeat what was stored before, and have nothing to write.
func (w *writer) commitInPlace(group []*mutation) (results []error, wrote bool, err error) {
	if refusal, cause := w.store.refusal(); refusal != nil {
		return w.refuse(make([]error, len(group)), refusal, cause), false, cause
	}
	results, wrote, err = w.commit(group)
	for i := range results {
		results[i] = w.store.damage.note(results[i])
	}
	if err != nil {
		return results, wrote, err
	}
	if cause := w.store.guard.check(wrote); cause != nil {
		return w.refuse(results, errDisplaced, cause), wrote, cause
	}
	return results, wrote, nil
}

// refusal is why nothing is written, found before it is tried: what callers are told,
// and the cause.
func (s *Store) refusal() (refusal *models.Error, cause error) {
	if s.damage.met() {
		return errDamaged, errDamaged
	}
	if cause := s.guard.refusal(); cause != nil {
		return errDisplaced, cause
	}
	return nil, nil
}

// refuse gives those that have no error of their own the refusal. The log has told the
// cause.
func (w *writer) refuse(results []error, refusal *models.Error, cause error) []error {
	for i := range results {
		if results[i] == nil {
			results[i] = refusal
		}
	}
	w.outcome.Store(&outcome{w.store.now(), cause})
	return results
}
