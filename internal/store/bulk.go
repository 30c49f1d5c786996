package store

import (
	"context"
	"errors"
	"slices"
	"strconv"

	"github.com/itemactivity/itemactivity/models"
)

// CreateItemActivities records many accesses in one commit, in their order. If
// atomic it records all or none, and returns a models.Errors of all that were
// refused; else each result says what became of its row. It returns
// BAD_USER_INPUT for too many.
func (s *Store) CreateItemActivities(ctx context.Context, inputs []*models.CreateItemActivityInput, atomic bool) ([]*models.CreateItemActivityResult, error) {
	if len(inputs) > models.MaxBulk {
		return nil, models.Invalid("inputs", "At most %d activities are recorded at once; %d were sent.", models.MaxBulk, len(inputs))
	}
	attempt := attemptOf(ctx)
	var results []*models.CreateItemActivityResult
	var replayed []int
	err := s.writeRows(ctx, len(inputs), func(t *txn) (err error) {
		return t.once(useOfBulk(inputs, atomic), func() (answered bool, err error) {
			results, replayed, err = t.createItemActivities(inputs, atomic)
			return slices.ContainsFunc(results, wasRecorded), err
		})
	})
	if err != nil {
		return nil, err
	}
	attempt.ReplayedRows = replayed
	var recorded []*models.ItemActivity
	for _, r := range results {
		if wasRecorded(r) {
			recorded = append(recorded, r.Activity)
		}
	}
	togetherWritten(ctx, recorded)
	return results, nil
}

func (t *txn) createItemActivities(inputs []*models.CreateItemActivityInput, atomic bool) (results []*models.CreateItemActivityResult, replayed []int, err error) {
	results = make([]*models.CreateItemActivityResult, len(inputs))
	t.bulk = newBulkLookups()
	var refused models.Errors
	for i := range inputs {
		activity, repeated, err := t.createRow(i, inputs[i])
		if refusal, ok := errors.AsType[*models.Error](err); ok {
			refusal = refusal.AtRow(i)
			refused = append(refused, refusal)
			results[i] = models.RefusedRow(refusal)
			continue
		}
		if err != nil {
			return nil, nil, err
		}
		if repeated {
			replayed = append(replayed, i)
		}
		results[i] = &models.CreateItemActivityResult{Activity: activity}
	}
	if atomic && refused != nil {
		return nil, nil, refused
	}
	return results, replayed, nil
}

// useOfBulk is what an idempotency key is used for by a bulk. Whether the rows are recorded
// together is part of it: the answer to the one is no answer to the other.
func useOfBulk(inputs []*models.CreateItemActivityInput, atomic bool) keyUse {
	sent := append(make([]any, 0, 1+len(inputs)), atomic)
	for _, row := range inputs {
		sent = append(sent, sentActivity(row.ActivityKey, row.Input))
	}
	return keyUse{[]noun{keyNoun}, sent}
}

func wasRecorded(r *models.CreateItemActivityResult) bool { return r.Activity != nil }

// createRow records one row of a bulk, by itself: a row that is refused leaves
// nothing behind.
func (t *txn) createRow(i int, row *models.CreateItemActivityInput) (activity *models.ItemActivity, replayed bool, err error) {
	if err := row.Input.Validate(); err != nil {
		return nil, false, err
	}
	err = t.alone(func(own *txn) (err error) {
		if own.idempotencyKey != "" {
			own.idempotencyKey += "\x00" + strconv.Itoa(i)
		}
		activity, err = own.createItemActivity(row.ActivityKey, row.Input)
		replayed = own.replayed
		return err
	})
	return activity, replayed, err
}
