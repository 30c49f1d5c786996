package itemactivity

import (
	"context"
	"errors"
	"slices"

	"github.com/itemactivity/itemactivity/internal/store/object"
	"github.com/itemactivity/itemactivity/internal/store/read"
	"github.com/itemactivity/itemactivity/internal/store/write"
	"github.com/itemactivity/itemactivity/models"
)

// CreateItemActivities records many accesses in one commit, in their order. If atomic is true, it
// records all or none, and returns models.Errors with an error for each row that was rejected.
// Otherwise each result contains the activity or the error of its row. It returns
// BAD_USER_INPUT for too many rows.
func (s *Store) CreateItemActivities(ctx context.Context, inputs []*models.CreateItemActivityInput, atomic bool) ([]*models.CreateItemActivityResult, error) {
	if len(inputs) > models.MaxBulk {
		return nil, models.Invalid("inputs", "At most %d activities can be recorded at once, and %d were sent.", models.MaxBulk, len(inputs))
	}
	attempt := write.AttemptOf(ctx)
	var results []*models.CreateItemActivityResult
	var replayed []int
	use := useOfBulk(inputs, atomic)
	err := s.writer.Await(ctx, &write.Mutation{Rows: max(len(inputs), 1), Use: &use, Do: func(t *write.Tx) (err error) {
		results, replayed, err = s.recording(t).createItemActivities(inputs, atomic)
		t.CreatedNothing = !slices.ContainsFunc(results, wasRecorded)
		return err
	}})
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
	read.MakeBatch(read.BatchesOf(ctx), recorded)
	return results, nil
}

func (t *recording) createItemActivities(inputs []*models.CreateItemActivityInput, atomic bool) (results []*models.CreateItemActivityResult, replayed []int, err error) {
	rows, ids := make([]bulkRow, len(inputs)), make([]models.ID, 0, len(inputs))
	for i, sent := range inputs {
		rows[i] = bulkRow{sent.ActivityKey, sent.Input, sent.Input.Validate()}
		if rows[i].invalid != nil {
			continue
		}
		if id := t.PartID(i, sent.Input.ID, object.ItemActivity); id != "" {
			rows[i].input.ID = id
			ids = append(ids, id)
		}
	}
	if err := t.beginBulk(len(rows), ids); err != nil {
		return nil, nil, err
	}
	results = make([]*models.CreateItemActivityResult, len(inputs))
	var rejected models.Errors
	for i, row := range rows {
		// A row that is rejected leaves nothing in the database.
		activity, part, err := (*models.ItemActivity)(nil), *t, row.invalid
		if err == nil {
			if t.bulk.taken[row.input.ID] {
				// An earlier row may have the id. It is inserted outside of the part, which may fail.
				if err := t.insertRows(); err != nil {
					return nil, nil, err
				}
			}
			if part.mutationTx, err = t.BeginPart(i); err != nil {
				return nil, nil, err
			}
			activity, err = part.createRow(row)
			err = t.EndPart(part.mutationTx, err)
		}
		if rejection, ok := errors.AsType[*models.Error](err); ok {
			rejection = rejection.AtRow(i)
			rejected = append(rejected, rejection)
			results[i] = models.RefusedRow(rejection)
			continue
		}
		if err != nil {
			return nil, nil, err
		}
		if part.Replayed {
			replayed = append(replayed, i)
		}
		results[i] = &models.CreateItemActivityResult{Activity: activity}
	}
	if atomic && rejected != nil {
		// If nothing was inserted yet, the other mutations of the commit group need not run again.
		return nil, nil, rejected
	}
	if err := t.insertRows(); err != nil {
		return nil, nil, err
	}
	return results, replayed, nil
}

// bulkRow is a row of a bulk. Its id is empty if it will be random.
type bulkRow struct {
	key     models.ActivityKey
	input   models.ItemActivity
	invalid error
}

// useOfBulk returns the use of an idempotency key by a bulk. It includes atomic, because the
// result of a repetition depends on it.
func useOfBulk(inputs []*models.CreateItemActivityInput, atomic bool) write.KeyUse {
	return write.KeyUse{Creates: []object.Kind{object.IdempotencyKey}, Sent: func() []any {
		sent := append(make([]any, 0, 1+len(inputs)), atomic)
		for _, row := range inputs {
			sent = append(sent, sentItemActivity(row.ActivityKey, row.Input))
		}
		return sent
	}}
}

func wasRecorded(r *models.CreateItemActivityResult) bool { return r.Activity != nil }

// createRow records one row of a bulk.
func (t *recording) createRow(row bulkRow) (activity *models.ItemActivity, err error) {
	defer write.Recovered(&err)
	return t.createItemActivity(row.key, row.input)
}
