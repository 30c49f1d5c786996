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
		results, replayed, err = t.createItemActivities(inputs, atomic)
		return err
	})
	if err != nil {
		return nil, err
	}
	attempt.ReplayedRows = replayed
	var recorded []*models.ItemActivity
	for _, r := range results {
		if r.Activity != nil {
			recorded = append(recorded, r.Activity)
		}
	}
	togetherWritten(ctx, recorded)
	return results, nil
}

func (t *txn) createItemActivities(inputs []*models.CreateItemActivityInput, atomic bool) (results []*models.CreateItemActivityResult, replayed []int, err error) {
	results = make([]*models.CreateItemActivityResult, len(inputs))
	t.bulk = newBulkLookups()
	if err := t.firstBulk(inputs); err != nil {
		return nil, nil, err
	}
	var refused models.Errors
	keyed := false // something new has an id of the idempotency key
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
		} else if activity.ID.IsIdempotent() {
			keyed = true
		}
		results[i] = &models.CreateItemActivityResult{Activity: activity}
	}
	if atomic && refused != nil {
		return nil, nil, refused
	}
	if keyed {
		err = t.markBulk()
	}
	return results, replayed, err
}

// inBulk says whether the mutation is one row of a bulk.
func (t *txn) inBulk() bool { return t.bulk != nil }

// firstBulk refuses an idempotency key that was used for something else, if any
// row needs it.
func (t *txn) firstBulk(inputs []*models.CreateItemActivityInput) error {
	needed := slices.ContainsFunc(inputs, func(row *models.CreateItemActivityInput) bool { return row.Input.ID == "" })
	if t.idempotencyKey == "" || !needed {
		return nil
	}
	return t.firstUse(bulkKind)
}

// markBulk remembers that the idempotency key was used for a bulk.
func (t *txn) markBulk() error {
	id := t.keyedID(bulkKind)
	if marked, err := t.taken(id); marked || err != nil {
		return err
	}
	return t.register(id, bulkKind, 0, content{})
}

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
