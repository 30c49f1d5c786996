package store

import (
	"errors"
	"testing"

	"github.com/itemactivity/itemactivity/internal/auth"
	"github.com/itemactivity/itemactivity/internal/store/fixture"
	"github.com/itemactivity/itemactivity/internal/store/group"
	"github.com/itemactivity/itemactivity/internal/store/object"
	"github.com/itemactivity/itemactivity/internal/store/read"
	"github.com/itemactivity/itemactivity/internal/store/write"
	"github.com/itemactivity/itemactivity/models"
)

// TestFailedPartIsRolledBack requires that a part that fails after it wrote leaves nothing in
// the database or in the caches. The other parts and mutations are stored.
func TestFailedPartIsRolledBack(t *testing.T) {
	s := open(t, nil)
	release := hold(t, s)
	failure := errors.New("half-way")
	var committed []string
	part := func(tx *write.Tx, name string, err error) error {
		own, begun := tx.BeginPart(0)
		if begun != nil {
			return begun
		}
		if _, err := group.Create(own, "", models.Group{ID: models.ID(name), DisplayName: name}); err != nil {
			return tx.EndPart(own, err)
		}
		own.AfterCommit(func() { committed = append(committed, name) })
		return tx.EndPart(own, err)
	}
	neighbour := queue(t, s, auth.Local(), func(tx *write.Tx) error { return part(tx, "neighbour", nil) })
	parts := queue(t, s, auth.Local(), func(tx *write.Tx) error {
		for _, p := range []struct {
			name string
			err  error
		}{{"before", nil}, {"failing", failure}, {"after", nil}} {
			if err := part(tx, p.name, p.err); err != nil && !errors.Is(err, p.err) {
				return err
			}
		}
		return nil
	})
	release()
	for _, m := range []*write.Mutation{neighbour, parts} {
		if err := <-m.Done; err != nil {
			t.Fatal(err)
		}
	}
	if n := groupCount(t, s); n != 3 {
		t.Errorf("%d groups are stored, want 3", n)
	}
	if len(committed) != 3 {
		t.Errorf("AfterCommit was called for %q", committed)
	}
	if g, err := object.ByID[models.Group](read.Tx{DB: s.database.Reads(), EveryGroup: true}, object.Groups, "failing"); g != nil || err != nil {
		t.Errorf("the failing part is stored: %v, %v", g, err)
	}
}

// TestBulksFillTheQueue requires that the queue is bounded by rows, so that bulks take no more
// memory than the same number of single mutations.
func TestBulksFillTheQueue(t *testing.T) {
	s := open(t, nil)
	release := hold(t, s)
	var waiting []*write.Mutation
	for range write.MaxWaiting / models.MaxBulk {
		m := &write.Mutation{Caller: auth.Local(), Origin: t.Context(), Rows: models.MaxBulk, Do: func(*write.Tx) error { return nil }}
		if err := s.writer.Enqueue(m); err != nil {
			t.Fatal(err)
		}
		waiting = append(waiting, m)
	}
	inputs := make([]*models.CreateItemActivityInput, models.MaxBulk)
	for i := range inputs {
		inputs[i] = new(models.CreateItemActivityInput)
	}
	_, err := s.CreateItemActivities(fixture.Local(t), inputs, true)
	fixture.WantCode(t, err, models.Unavailable)
	one := queue(t, s, auth.Local(), func(*write.Tx) error { return nil })
	release()
	for _, m := range append(waiting, one) {
		if err := <-m.Done; err != nil {
			t.Error(err)
		}
	}
}
