package store

import (
	"errors"
	"strings"
	"testing"

	"github.com/itemactivity/itemactivity/internal/auth"
	"github.com/itemactivity/itemactivity/internal/store/fixture"
	"github.com/itemactivity/itemactivity/internal/store/write"
	"github.com/itemactivity/itemactivity/models"
)

// newKey is a key of the example with which nothing was recorded.
var newKey = models.ActivityKey{
	GroupID: exampleKey.GroupID, ActivityID: models.DerivedActivityID("example-file"), StatID: exampleKey.StatID,
}

// TestRolledBackLookupsAreNotShared records accesses with a new key and a new actor in one commit
// group. The first mutation fails after it has stored the key and the actor. It is rolled back alone,
// and the mutations that follow store the key and the actor themselves.
func TestRolledBackLookupsAreNotShared(t *testing.T) {
	g := newRolledBackGroup(t)
	keys := rowsOfTables(t, g.s)["activity_keys"]
	failure := errors.New("half-way")
	release := hold(t, g.s)
	failing := queue(t, g.s, auth.Local(), func(tx *write.Tx) error {
		if err := g.record(newKey, "failing")(tx); err != nil {
			return err
		}
		return failure
	})
	others := []*write.Mutation{
		queue(t, g.s, auth.Local(), g.record(newKey, "first")),
		queue(t, g.s, auth.Local(), g.record(newKey, "second")),
	}
	release()
	if err := <-failing.Done; !errors.Is(err, failure) {
		t.Errorf("the failing mutation returns %v", err)
	}
	for _, m := range others {
		if err := <-m.Done; err != nil {
			t.Error(err)
		}
	}
	g.wantAccesses(t, len(others))
	if got := rowsOfTables(t, g.s)["activity_keys"]; got != keys+1 {
		t.Errorf("%d keys are stored, want 1", got-keys)
	}
	wantVerified(t, g.path)
}

// TestBulkSharesLookups records two bulks of different sizes with a new key and new actors. It requires
// that both need the same number of statements for them, so that no row looks them up for itself.
func TestBulkSharesLookups(t *testing.T) {
	const small, large = 64, 512
	lookups := map[int]int{}
	for _, rows := range []int{small, large} {
		s, log := openLogged(t)
		inputs := make([]*models.CreateItemActivityInput, rows)
		for i := range inputs {
			inputs[i] = &models.CreateItemActivityInput{ActivityKey: newKey, Input: fixture.Access("", "ann", 700_000)}
		}
		log.take(t)
		if _, err := s.CreateItemActivities(fixture.Local(t), inputs, true); err != nil {
			t.Fatal(err)
		}
		for _, line := range log.take(t) {
			sql, _ := line["sql"].(string)
			for _, table := range []string{"activity_keys", "identity_sets", " actors", "drive_items"} {
				if strings.Contains(sql, table) {
					lookups[rows]++
				}
			}
		}
	}
	if lookups[small] == 0 || lookups[small] != lookups[large] {
		t.Errorf("the numbers of lookups by the number of rows are %v", lookups)
	}
}
