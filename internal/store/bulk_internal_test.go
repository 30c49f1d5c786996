package store

import (
	"errors"
	"testing"

	"github.com/itemactivity/itemactivity/internal/auth"
	"github.com/itemactivity/itemactivity/models"
)

// TestPartIsUndone: a part that fails after it wrote leaves nothing, and what it
// learned is forgotten; the parts beside it and the neighbours stay.
func TestPartIsUndone(t *testing.T) {
	s := open(t, nil)
	release := hold(t, s)
	failure := errors.New("half-way")
	var learned []string
	part := func(tx *mutationTx, name string, err error) error {
		own, begun := tx.beginPart()
		if begun != nil {
			return begun
		}
		if _, err := own.createGroup("", models.Group{ID: models.ID(name), DisplayName: name}); err != nil {
			return tx.endPart(own, err)
		}
		own.afterCommit(func() { learned = append(learned, name) })
		return tx.endPart(own, err)
	}
	neighbour := queue(t, s, auth.Local(), func(tx *mutationTx) error { return part(tx, "neighbour", nil) })
	parts := queue(t, s, auth.Local(), func(tx *mutationTx) error {
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
	for _, m := range []*mutation{neighbour, parts} {
		if err := <-m.done; err != nil {
			t.Fatal(err)
		}
	}
	if n := groupCount(t, s); n != 3 {
		t.Errorf("%d groups are stored, not 3", n)
	}
	if len(learned) != 3 {
		t.Errorf("%q is remembered", learned)
	}
	if g, err := byID[models.Group](readTx{db: s.database.Reads(), everyGroup: true}, groupTable, "failing"); g != nil || err != nil {
		t.Errorf("the failing part is stored: %v, %v", g, err)
	}
}

// TestBulksFillTheQueue: what waits is bounded by its rows, so that bulks take no
// more memory than as many single mutations.
func TestBulksFillTheQueue(t *testing.T) {
	s := open(t, nil)
	release := hold(t, s)
	var waiting []*mutation
	for range maxWaiting / models.MaxBulk {
		m := &mutation{caller: auth.Local(), rows: models.MaxBulk, do: func(*mutationTx) error { return nil }, done: make(chan error, 1)}
		if err := s.writer.queue.enqueue(m); err != nil {
			t.Fatal(err)
		}
		waiting = append(waiting, m)
	}
	inputs := make([]*models.CreateItemActivityInput, models.MaxBulk)
	for i := range inputs {
		inputs[i] = new(models.CreateItemActivityInput)
	}
	_, err := s.CreateItemActivities(local(t), inputs, true)
	wantCode(t, err, models.Unavailable)
	one := queue(t, s, auth.Local(), func(*mutationTx) error { return nil })
	release()
	for _, m := range append(waiting, one) {
		if err := <-m.done; err != nil {
			t.Error(err)
		}
	}
}

// TestRowsOfOtherStanding: what is asked once for the rows of a bulk is asked for
// each item and each group, and an id is in use from the row on that took it: a row is
// answered as if it had come alone.
func TestRowsOfOtherStanding(t *testing.T) {
	s := openExample(t)
	const deleted models.ID = "deleted"
	if _, err := s.CreateDriveItem(local(t), ExampleDriveID, models.DriveItem{ID: deleted, Name: "Deleted", File: &models.File{}}); err != nil {
		t.Fatal(err)
	}
	if _, err := s.CreateDriveActivity(local(t), deleted, models.DriveActivity{ID: "creation", Action: &models.ItemActionSet{Create: &models.CreateAction{}}}); err != nil {
		t.Fatal(err)
	}
	gone := models.ActivityKey{GroupID: ExampleGroupID, ActivityID: "creation", StatID: models.AllTimeWindow().ID(deleted)}
	for _, key := range []models.ActivityKey{exampleKey, gone} { // both are in the cache from here on
		if _, err := s.CreateItemActivity(local(t), key, access("", "ann", 700_000)); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := s.DeleteDriveItem(local(t), deleted); err != nil {
		t.Fatal(err)
	}
	const canonical models.ID = "01890a5d-ac96-774b-bcce-b302099a8057"
	for _, id := range []models.ID{"earlier", canonical} {
		if _, err := s.CreateItemActivity(local(t), exampleKey, access(id, "ann", 700_000)); err != nil {
			t.Fatal(err)
		}
	}
	unknown, nowhere := exampleKey, exampleKey
	unknown.ActivityID, nowhere.GroupID = "unknown", "nowhere"
	today := models.ItemActivity{Access: models.NewAccessAction()}
	rows := []struct {
		key   models.ActivityKey
		input models.ItemActivity
		want  models.Code
	}{
		{exampleKey, access("first", "ann", 700_000), ""},
		{exampleKey, access("first", "ann", 700_000), ""},
		{exampleKey, access("first", "bob", 700_000), models.Conflict},
		{exampleKey, access("earlier", "ann", 700_000), ""},
		{exampleKey, access("earlier", "bob", 700_000), models.Conflict},
		{exampleKey, access("creation", "ann", 700_000), models.Conflict},
		{exampleKey, access(canonical, "ann", 700_000), ""},
		{exampleKey, access(canonical, "bob", 700_000), models.Conflict},
		{gone, today, models.BadUserInput},
		{gone, access("", "ann", 700_000), ""},
		{unknown, today, models.NotFound},
		{nowhere, today, models.NotFound},
		{exampleKey, access("once", "ann", 700_000), ""},
		{exampleKey, access("once", "ann", 700_000), ""},
		{exampleKey, access("once", "bob", 700_000), models.Conflict},
		{gone, today, models.BadUserInput},
		{exampleKey, today, ""},
	}
	var inputs []*models.CreateItemActivityInput
	for _, row := range rows {
		inputs = append(inputs, &models.CreateItemActivityInput{ActivityKey: row.key, Input: row.input})
	}
	results, err := s.CreateItemActivities(local(t), inputs, false)
	if err != nil {
		t.Fatal(err)
	}
	for i, row := range rows {
		var got models.Code
		if results[i].Error != nil {
			got = results[i].Error.Code
		}
		if got != row.want || (got == "") != (results[i].Activity != nil) {
			t.Errorf("row %d is answered with %q, not %q", i, got, row.want)
		}
	}
}
