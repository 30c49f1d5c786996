package store

import (
	"errors"

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
	if err := w.store.refusal(); err != nil {
		return w.refuse(make([]error, len(group)), err), false, err
	}
	results, wrote, err = w.commit(group)
	for i := range results {
		results[i] = w.store.damage.note(results[i])
	}
	if err != nil {
		return results, wrote, err
	}
	if cause := w.store.guard.check(wrote); cause != nil {
		err = errors.Join(cause, errDisplaced)
		return w.refuse(results, err), wrote, err
	}
	return results, wrote, nil
}

// refusal is why nothing is written, found before it is tried.
func (s *Store) refusal() error {
	if s.damage.met() {
		return errDamaged
	}
	if cause := s.guard.refusal(); cause != nil {
		return errors.Join(cause, errDisplaced)
	}
	return nil
}

// refuse gives an error to those that have none of their own.
func (w *writer) refuse(results []error, err error) []error {
	for i := range results {
		if results[i] == nil {
			results[i] = err
		}
	}
	w.outcome.Store(&outcome{w.store.now(), err})
	return results
}
