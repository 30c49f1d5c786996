package store

import (
	"path/filepath"
	"testing"

	"github.com/mattn/go-sqlite3"

	"github.com/itemactivity/itemactivity/internal/auth"
	"github.com/itemactivity/itemactivity/internal/store/fixture"
	"github.com/itemactivity/itemactivity/internal/store/object"
	"github.com/itemactivity/itemactivity/internal/store/write"
	"github.com/itemactivity/itemactivity/models"
)

// rolledBackGroup is three mutations of one commit group, of which the second makes SQLite
// roll the transaction back.
type rolledBackGroup struct {
	s      *Store
	path   string
	second write.Mutation
}

// mustFail fails the group: each client gets UNAVAILABLE, and nothing is stored.
func (g rolledBackGroup) mustFail(t *testing.T) {
	t.Helper()
	for _, m := range g.commit(t) {
		fixture.WantCode(t, <-m.Done, models.Unavailable)
	}
	g.wantAccesses(t, 0)
}

// mustSucceed stores the group, and verifies the database.
func (g rolledBackGroup) mustSucceed(t *testing.T, accesses int) {
	t.Helper()
	for _, m := range g.commit(t) {
		if err := <-m.Done; err != nil {
			t.Error(err)
		}
	}
	g.wantAccesses(t, accesses)
	wantVerified(t, g.path)
}

func (g rolledBackGroup) commit(t *testing.T) []*write.Mutation {
	t.Helper()
	second := g.second
	second.Origin, second.Rows = t.Context(), 1
	release := hold(t, g.s)
	before := queue(t, g.s, auth.Local(), g.record(exampleKey, "before"))
	if err := g.s.writer.Enqueue(&second); err != nil {
		t.Fatal(err)
	}
	behind := queue(t, g.s, auth.Local(), g.record(exampleKey, "behind"))
	release()
	return []*write.Mutation{before, &second, behind}
}

func (g rolledBackGroup) record(key models.ActivityKey, id models.ID) func(*write.Tx) error {
	return func(tx *write.Tx) error {
		_, err := g.s.Record(tx, key, fixture.Access(id, "ann", 700_000))
		return err
	}
}

func (g rolledBackGroup) wantAccesses(t *testing.T, want int) {
	t.Helper()
	project(t, g.s)
	for _, counted := range []string{
		"SELECT count(*) FROM item_activities",
		"SELECT count(DISTINCT seq) FROM activity_actors",
		"SELECT coalesce(sum(count), 0) FROM item_action_counts WHERE action = 0 AND day = -1",
	} {
		var got int
		if err := g.s.database.Reads().Raw(counted).Scan(&got).Error; err != nil || got != want {
			t.Errorf("%s is %d (%v), want %d", counted, got, err, want)
		}
	}
}

func newRolledBackGroup(t *testing.T) rolledBackGroup {
	t.Helper()
	path := filepath.Join(t.TempDir(), "itemactivity.db")
	g := rolledBackGroup{s: reopen(t, path, nil), path: path}
	if err := g.s.CreateExample(t.Context()); err != nil {
		t.Fatal(err)
	}
	return g
}

// TestTransactionRolledBackBySQLite: SQLite rolls the transaction back while a mutation only
// reads, as it does without memory. Nothing of the commit group is stored, and each client
// is told so. The next group is stored.
func TestTransactionRolledBackBySQLite(t *testing.T) {
	g := newRolledBackGroup(t)
	g.second = write.Mutation{Caller: auth.Local(), Do: func(tx *write.Tx) error {
		if err := tx.DB.Exec("ROLLBACK").Error; err != nil {
			return err
		}
		return sqlite3.Error{Code: sqlite3.ErrNomem}
	}}
	g.mustFail(t)
	g.second.Do = func(*write.Tx) error { return nil }
	g.mustSucceed(t, 2)
}

// TestSwallowedRollback: SQLite rolls the transaction back, and the mutation does not
// return the error.
func TestSwallowedRollback(t *testing.T) {
	g := newRolledBackGroup(t)
	g.second = write.Mutation{Caller: auth.Local(), Do: func(tx *write.Tx) error { return tx.DB.Exec("ROLLBACK").Error }}
	g.mustFail(t)
	g.second.Do = func(*write.Tx) error { return nil }
	g.mustSucceed(t, 2)
}

// TestRollbackByEachWrite: SQLite rolls the transaction back at one of the writes of a
// mutation: of its caller, its identities, its idempotency key, or its activity. Nothing of the commit group is stored, and each client is told so. The
// repeated requests are stored once.
func TestRollbackByEachWrite(t *testing.T) {
	zoe, claimed, renamed := *auth.Local(), *auth.Local(), *auth.Local()
	zoe.UserID, zoe.DisplayName = "zoe", "Zoe"
	claimed.UserID, claimed.Groups = "zoe", []models.ID{"claim"}
	renamed.DisplayName = "Renamed"
	for name, test := range map[string]struct {
		write  string
		caller *auth.Principal
	}{
		"caller":              {"INSERT ON users WHEN new.id = 'zoe'", &zoe},
		"caller's name":       {"UPDATE ON users WHEN new.display_name = 'Renamed'", &renamed},
		"name by a claim":     {"INSERT ON group_names WHEN new.user_id = 'zoe'", &claimed},
		"name of a group":     {"INSERT ON group_names WHEN new.user_id = 'zoe'", &zoe},
		"actor":               {"INSERT ON actors WHEN new.value = 'zoe'", &zoe},
		"identity set":        {"INSERT ON identity_sets WHEN new.content LIKE '%zoe%'", &zoe},
		"idempotency key":     {"INSERT ON ids", &zoe},
		"activity key":        {"INSERT ON activity_keys WHEN new.window_kind = 2", &zoe},
		"activity":            {"INSERT ON item_activities WHEN new.id = 'second'", &zoe},
		"identities of a set": {"INSERT ON identity_set_actors", &zoe},
	} {
		t.Run(name, func(t *testing.T) {
			g := newRolledBackGroup(t)
			if test.caller == &claimed {
				exec(t, g.s, "UPDATE groups SET claim = 'claim'")
			}
			key := exampleKey
			key.StatID = models.StandardWindow(models.OneDay, 700_000).ID(ExampleFileID)
			g.second = write.Mutation{
				Caller: test.caller, Key: "key", Use: &write.KeyUse{Creates: []object.Kind{object.ItemActivity}, Sent: func() []any { return nil }},
				Do: g.record(key, "second"),
			}
			exec(t, g.s, "CREATE TRIGGER give_up BEFORE "+test.write+" BEGIN SELECT RAISE(ROLLBACK, 'gave up'); END")
			g.mustFail(t)
			exec(t, g.s, "DROP TRIGGER give_up")
			g.mustSucceed(t, 3)
		})
	}
}
