package storetest

import (
	"context"
	"testing"

	"github.com/itemactivity/itemactivity/internal/auth"
	"github.com/itemactivity/itemactivity/internal/store"
	"github.com/itemactivity/itemactivity/internal/store/fixture"
	"github.com/itemactivity/itemactivity/models"
)

// testIdempotencyKeys: a creation without an id is repeated by its key, also after a
// restart. The same key with other content is a CONFLICT. The same key of another caller is
// independent.
func testIdempotencyKeys(t *testing.T, db Database) {
	s := db.open(t, nil)
	createObjects(t, s)
	if _, err := s.AddGroupMember(fixture.Local(t), "group", models.Member{UserID: "ann"}); err != nil {
		t.Fatal(err)
	}
	created := map[string]models.ID{}
	create := func(caller *auth.Principal, o object, other bool) (models.ID, bool, error) {
		attempt := &store.Attempt{Key: "key of " + o.kind}
		n, err := mutate(fixture.As(t, caller), s, attempt, func(ctx context.Context) (models.Node, error) { return o.create(ctx, s, "", other) })
		return nodeID(n), attempt.Replayed, err
	}
	keyed := objects[1:] // here the id of a group's drive contains the id of the group
	for restart := range 2 {
		for _, o := range keyed {
			for i := range 2 {
				id, replayed, err := create(auth.Local(), o, false)
				first := restart == 0 && i == 0
				if err != nil || id == "" || replayed == first || !first && id != created[o.kind] {
					t.Errorf("%s: %q is created (%v), replayed: %v", o.kind, id, err, replayed)
				}
				created[o.kind] = id
			}
			_, _, err := create(auth.Local(), o, true)
			fixture.WantCode(t, err, models.Conflict)
			if id, replayed, err := create(user("ann"), o, false); o.kind != "item activity" && (err != nil || replayed != (restart > 0) || id == created[o.kind]) {
				t.Errorf("%s: another caller gets %q (%v), replayed: %v", o.kind, id, err, replayed)
			}
		}
		if err := s.Close(); err != nil {
			t.Fatal(err)
		}
		s = db.open(t, nil)
	}
	db.wantVerified(t)
}

// testRetries: a repeated request has the object of the first one, after a restart as well.
// Without Repeated, each request creates an object. Another caller's key is another key.
func testRetries(t *testing.T, db Database) {
	s := db.open(t, nil)
	createObjects(t, s)
	if _, err := s.AddGroupMember(fixture.Local(t), "group", models.Member{UserID: "ann"}); err != nil {
		t.Fatal(err)
	}
	create := func(caller *auth.Principal, o object, repeated bool) (models.ID, bool) {
		t.Helper()
		attempt := &store.Attempt{Retry: store.Retry{Key: "key of " + o.kind, Repeated: repeated}}
		n, err := mutate(fixture.As(t, caller), s, attempt, func(ctx context.Context) (models.Node, error) { return o.create(ctx, s, "", false) })
		if err != nil {
			t.Fatalf("%s: %v", o.kind, err)
		}
		return nodeID(n), attempt.Replayed
	}
	first := map[string]models.ID{}
	tried := objects[1:] // the id of a group's drive is made from the group's here
	for _, o := range tried {
		var replayed bool
		if first[o.kind], replayed = create(auth.Local(), o, false); replayed {
			t.Errorf("%s: the first request is a replay", o.kind)
		}
		if id, replayed := create(auth.Local(), o, false); id == first[o.kind] || replayed {
			t.Errorf("%s: the second request has %s, replayed: %v", o.kind, id, replayed)
		}
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	s = db.open(t, nil)
	for _, o := range tried {
		if id, replayed := create(auth.Local(), o, true); id != first[o.kind] || !replayed {
			t.Errorf("%s: the repetition has %s, want %s, replayed: %v", o.kind, id, first[o.kind], replayed)
		}
		if o.kind == "item activity" {
			continue
		}
		id, replayed := create(user("ann"), o, true)
		if id == first[o.kind] || replayed {
			t.Errorf("%s: another caller's repetition has %s, replayed: %v", o.kind, id, replayed)
		}
		if again, replayed := create(user("ann"), o, true); again != id || !replayed {
			t.Errorf("%s: another caller's second repetition has %s, want %s, replayed: %v", o.kind, again, id, replayed)
		}
	}
	db.wantVerified(t)
}

// testBulkReplay: the repetition of a bulk by its key reports which rows exist already.
func testBulkReplay(t *testing.T, db Database) {
	s := db.openExample(t)
	rows := []*models.CreateItemActivityInput{
		{ActivityKey: exampleKey, Input: fixture.Access("", "ann", 700_000)},
		{ActivityKey: exampleKey, Input: fixture.Access("chosen", "bob", 700_000)},
		{ActivityKey: exampleKey, Input: fixture.Access("", "ann", 700_000)},
	}
	var first []*models.CreateItemActivityResult
	for round := range 2 {
		attempt := &store.Attempt{Key: "key"}
		results, err := mutate(fixture.Local(t), s, attempt, func(ctx context.Context) ([]*models.CreateItemActivityResult, error) {
			return s.CreateItemActivities(ctx, rows, true)
		})
		if err != nil || len(results) != len(rows) || len(attempt.ReplayedRows) != round*len(rows) {
			t.Fatalf("round %d: %d results, the rows %v are replayed (%v)", round, len(results), attempt.ReplayedRows, err)
		}
		for i, r := range results {
			if round > 0 && r.Activity.ID != first[i].Activity.ID {
				t.Errorf("the repetition of row %d is %q, want %q", i, r.Activity.ID, first[i].Activity.ID)
			}
		}
		first = results
	}
	_, err := mutate(fixture.Local(t), s, &store.Attempt{Key: "key"}, func(ctx context.Context) ([]*models.CreateItemActivityResult, error) {
		return s.CreateItemActivities(ctx, rows[:2], true)
	})
	fixture.WantCode(t, err, models.Conflict)
	wantCounts(t, s, exampleKey.StatID, 3, 2)
}
