package storetest

import (
	"context"
	"fmt"
	"testing"

	"github.com/itemactivity/itemactivity/internal/auth"
	"github.com/itemactivity/itemactivity/internal/store"
	"github.com/itemactivity/itemactivity/internal/store/fixture"
	"github.com/itemactivity/itemactivity/models"
)

// object is a kind of object that a client creates. An object of a group depends on those
// before it.
type object struct {
	kind string
	// create creates the object with an id. If other is true, the content is different.
	create func(ctx context.Context, s *store.Store, id models.ID, other bool) (models.Node, error)
	// read reads the object by its id.
	read func(ctx context.Context, s *store.Store, id models.ID) (models.Node, error)
}

// name returns a name that depends on the content.
func name(other bool) string { return fmt.Sprint("name ", other) }

// objects contains all kinds, in a group with the id "group".
var objects = []object{{
	kind: "group",
	create: func(ctx context.Context, s *store.Store, id models.ID, other bool) (models.Node, error) {
		return node(s.CreateGroup(ctx, models.Group{ID: id, DriveID: id + "-drive", DisplayName: name(other)}))
	},
	read: func(ctx context.Context, s *store.Store, id models.ID) (models.Node, error) {
		return node(s.Group(ctx, id))
	},
}, {
	kind: "item",
	create: func(ctx context.Context, s *store.Store, id models.ID, other bool) (models.Node, error) {
		return node(s.CreateDriveItem(ctx, "group-drive", models.DriveItem{ID: id, Name: name(other), File: &models.File{}}))
	},
	read: func(ctx context.Context, s *store.Store, id models.ID) (models.Node, error) {
		return node(s.DriveItem(ctx, id))
	},
}, {
	kind: "drive activity",
	create: func(ctx context.Context, s *store.Store, id models.ID, other bool) (models.Node, error) {
		text := name(other)
		return node(s.CreateDriveActivity(ctx, "item", models.DriveActivity{
			ID: id, Action: &models.ItemActionSet{Rename: &models.RenameAction{NewName: &text}},
		}))
	},
	read: func(ctx context.Context, s *store.Store, id models.ID) (models.Node, error) { return s.Node(ctx, id) },
}, {
	kind: "stat",
	create: func(ctx context.Context, s *store.Store, id models.ID, other bool) (models.Node, error) {
		start, end := models.Instant(models.Day(700_000).Start()).DateTimeOffset(), models.Instant(models.Day(700_010).Start()).DateTimeOffset()
		if other {
			start = models.Instant(0).DateTimeOffset()
		}
		return node(s.CreateItemActivityStat(ctx, "item", models.ItemActivityStat{ID: id, StartDateTime: &start, EndDateTime: &end}))
	},
	read: func(ctx context.Context, s *store.Store, id models.ID) (models.Node, error) {
		return node(s.ItemActivityStat(ctx, id))
	},
}, {
	kind: "item activity",
	create: func(ctx context.Context, s *store.Store, id models.ID, other bool) (models.Node, error) {
		return node(s.CreateItemActivity(ctx, accessKey, fixture.Access(id, name(other), 700_000)))
	},
	read: func(ctx context.Context, s *store.Store, id models.ID) (models.Node, error) {
		return node(s.ItemActivity(ctx, id))
	},
}}

// accessKey is the key of accesses to the item that createObjects creates.
var accessKey = models.ActivityKey{GroupID: "group", ActivityID: "drive activity", StatID: "~allTime~item"}

// node returns an object, or an untyped nil for none.
func node[T any, P interface {
	*T
	models.Node
}](object P, err error) (models.Node, error) {
	if object == nil {
		return nil, err
	}
	return object, err
}

// nodeID returns the id of an object.
func nodeID(n models.Node) models.ID {
	switch n := n.(type) {
	case *models.Group:
		return n.ID
	case *models.DriveItem:
		return n.ID
	case *models.DriveActivity:
		return n.ID
	case *models.ItemActivityStat:
		return n.ID
	case *models.ItemActivity:
		return n.ID
	}
	return ""
}

// createObjects creates an object of each kind, as the local user. The kind is also the id.
func createObjects(t *testing.T, s *store.Store) {
	t.Helper()
	for _, o := range objects {
		if _, err := o.create(fixture.Local(t), s, models.ID(o.kind), false); err != nil {
			t.Fatalf("%s: %v", o.kind, err)
		}
	}
}

// testObjects: an object can be read as it was created, by its own method and as a Node,
// also after a restart.
func testObjects(t *testing.T, db Database) {
	s := db.open(t, nil)
	createObjects(t, s)
	for range 2 {
		ctx := reading(t, s, fixture.Local(t))
		for _, o := range objects {
			id := models.ID(o.kind)
			for way, read := range map[string]func(context.Context, *store.Store, models.ID) (models.Node, error){
				"read": o.read, "Node": func(ctx context.Context, s *store.Store, id models.ID) (models.Node, error) { return s.Node(ctx, id) },
			} {
				n, err := read(ctx, s, id)
				if err != nil || nodeID(n) != id {
					t.Errorf("%s %s: %v (%v)", way, o.kind, n, err)
				}
				if n, err = read(ctx, s, "unknown"); n != nil || err != nil {
					t.Errorf("%s %s that does not exist: %v (%v)", way, o.kind, n, err)
				}
			}
		}
		if err := s.Close(); err != nil {
			t.Fatal(err)
		}
		s = db.open(t, nil)
	}
}

// testRepetition: a creation with the same id and content returns the existing object. The
// same id with other content, or for another kind of object, is a CONFLICT.
func testRepetition(t *testing.T, db Database) {
	s := db.open(t, nil)
	createObjects(t, s)
	for _, o := range objects {
		attempt := new(store.Attempt)
		n, err := mutate(fixture.Local(t), s, attempt, func(ctx context.Context) (models.Node, error) {
			return o.create(ctx, s, models.ID(o.kind), false)
		})
		if err != nil || nodeID(n) != models.ID(o.kind) || !attempt.Replayed {
			t.Errorf("%s: the repetition returns %v (%v), replayed is %v", o.kind, n, err, attempt.Replayed)
		}
		_, err = o.create(fixture.Local(t), s, models.ID(o.kind), true)
		fixture.WantCode(t, err, models.Conflict)
		for _, existing := range objects {
			if existing.kind != o.kind {
				_, err := o.create(fixture.Local(t), s, models.ID(existing.kind), false)
				fixture.WantCode(t, err, models.Conflict)
			}
		}
	}
	db.wantVerified(t)
}

// testIDsAreBytes: two ids are the same only if all their bytes are equal. Ids that differ
// in case, Unicode normalization form or white space are different.
func testIDsAreBytes(t *testing.T, db Database) {
	s := db.open(t, nil)
	createObjects(t, s)
	ids := []models.ID{
		"id", "ID", "i d", "i  d", "caf\u00e9", "cafe\u0301", "\U0001f600", "%", "_", `\`, "'", `"`, "0", "00", "1e0", "null",
		"01890a5d-ac96-774b-bcce-b302099a8057", "01890A5D-AC96-774B-BCCE-B302099A8057", "01890a5dac96774bbcceb302099a8057",
	}
	for _, o := range objects {
		prefixed := make([]models.ID, len(ids))
		for i, id := range ids {
			if prefixed[i] = id; o.kind != "item activity" {
				prefixed[i] = id + models.ID(" of "+o.kind)
			}
			if _, err := o.create(fixture.Local(t), s, prefixed[i], false); err != nil {
				t.Errorf("%s %q: %v", o.kind, prefixed[i], err)
			}
		}
		view(t, s, auth.Local(), func(ctx context.Context) {
			for _, id := range prefixed {
				if n, err := o.read(ctx, s, id); err != nil || nodeID(n) != id {
					t.Errorf("%s %q is read as %v (%v)", o.kind, id, n, err)
				}
			}
			nodes, err := s.Nodes(ctx, prefixed)
			if err != nil {
				t.Fatal(err)
			}
			for i, n := range nodes {
				if nodeID(n) != prefixed[i] {
					t.Errorf("%s %q as a node is %v", o.kind, prefixed[i], n)
				}
			}
		})
	}
}
