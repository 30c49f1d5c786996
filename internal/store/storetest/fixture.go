package storetest

import (
	"context"
	"errors"
	"log/slog"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/itemactivity/itemactivity/internal/auth"
	"github.com/itemactivity/itemactivity/internal/store"
	"github.com/itemactivity/itemactivity/internal/store/fixture"
	"github.com/itemactivity/itemactivity/models"
)

// open opens a store with a clock. If the clock is nil, the store uses the real one.
func (db Database) open(t *testing.T, now func() time.Time) *store.Store {
	t.Helper()
	return db.Open(t, store.Config{Logger: slog.New(slog.DiscardHandler), Now: now})
}

// openExample opens a store that contains the example.
func (db Database) openExample(t *testing.T) *store.Store {
	t.Helper()
	s := db.open(t, nil)
	if err := s.CreateExample(t.Context()); err != nil {
		t.Fatal(err)
	}
	return s
}

// openWithFacts opens a store that contains some facts of each kind.
func (db Database) openWithFacts(t *testing.T) *store.Store {
	t.Helper()
	s := db.openExample(t)
	for i, user := range []string{"ann", "bob", "ann", "carl", ""} {
		if _, err := s.CreateItemActivity(fixture.Local(t), exampleKey, fixture.Access("", user, models.Day(700_000+i/2))); err != nil {
			t.Fatal(err)
		}
	}
	for _, action := range []*models.ItemActionSet{
		{Edit: &models.EditAction{}, Move: &models.MoveAction{}},
		{Rename: &models.RenameAction{}},
		{Delete: &models.DeleteAction{}},
	} {
		if _, err := s.CreateDriveActivity(fixture.Local(t), store.ExampleFileID, models.DriveActivity{Action: action}); err != nil {
			t.Fatal(err)
		}
	}
	return s
}

func (db Database) wantVerified(t *testing.T) {
	t.Helper()
	if found := db.Verify(t); found.Different > 0 {
		t.Errorf("%d differences:\n%s", found.Different, strings.Join(found.Differences, "\n"))
	}
}

// snapshot returns the context of a View, and a function that ends the View. The number of
// Views of one caller is limited, and further ones wait.
func snapshot(s *store.Store, ctx context.Context) (context.Context, func()) { //nolint:revive // the store comes first
	began, end, ended := make(chan context.Context), make(chan struct{}), make(chan struct{})
	go func() {
		defer close(ended)
		_ = s.View(ctx, func(ctx context.Context) error { // the function returns no error
			began <- ctx
			<-end
			return nil
		})
	}()
	return <-began, sync.OnceFunc(func() {
		close(end)
		<-ended
	})
}

// reading returns the context of a View that ends with the test.
func reading(t *testing.T, s *store.Store, ctx context.Context) context.Context { //nolint:revive // t comes first
	t.Helper()
	ctx, end := snapshot(s, ctx)
	t.Cleanup(end)
	return ctx
}

// view calls fn with the context of a View of a caller.
func view(t *testing.T, s *store.Store, caller *auth.Principal, read func(ctx context.Context)) {
	t.Helper()
	if err := s.View(fixture.As(t, caller), func(ctx context.Context) error {
		read(ctx)
		return nil
	}); err != nil {
		t.Error(err)
	}
}

// mutate calls a mutation with an attempt.
func mutate[T any](ctx context.Context, s *store.Store, attempt *store.Attempt, change func(context.Context) (T, error)) (result T, err error) {
	err = s.Mutate(ctx, attempt, func(ctx context.Context) (err error) {
		result, err = change(ctx)
		return err
	})
	return result, err
}

// exampleKey is the key of an access to the example's file.
var exampleKey = models.ActivityKey{GroupID: store.ExampleGroupID, ActivityID: store.ExampleActivityID, StatID: "~allTime~" + store.ExampleFileID}

// groupCount returns the number of groups.
func groupCount(t *testing.T, s *store.Store, ctx context.Context) int { //nolint:revive // t comes first
	t.Helper()
	groups, err := s.Groups(ctx, models.PageArgs{})
	if err != nil {
		t.Fatal(err)
	}
	total, err := groups.TotalCount(ctx)
	if err != nil || total == nil || *total != len(groups.Edges) {
		t.Fatalf("totalCount is %v, and %d groups are listed (%v)", total, len(groups.Edges), err)
	}
	return *total
}

// codeOf returns the code of an error: an empty one for nil, and INTERNAL for an error
// without a code.
func codeOf(err error) models.Code {
	if err == nil {
		return ""
	}
	if rejection, ok := errors.AsType[*models.Error](err); ok {
		return rejection.Code
	}
	return "INTERNAL"
}
