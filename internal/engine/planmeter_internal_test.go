package engine

import (
	"context"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"strings"
	"testing"

	"github.com/vektah/gqlparser/v2/ast"

	"github.com/itemactivity/itemactivity/internal/auth"
	"github.com/itemactivity/itemactivity/internal/engine/scheduler"
	"github.com/itemactivity/itemactivity/internal/gqldoc"
	"github.com/itemactivity/itemactivity/internal/gqldoc/cost"
	"github.com/itemactivity/itemactivity/internal/store"
)

// TestPlansCountLikeGqlgen executes documents from their plans and with gqlgen. Both must count the
// same cost and the same size.
func TestPlansCountLikeGqlgen(t *testing.T) {
	e := New(openExample(t), Options{Limits: DefaultLimits(), Logger: slog.New(slog.DiscardHandler)})
	for _, text := range []string{
		`mutation { createItemActivity(groupId: "example-group", activityId: "example-activity", statId: "~allTime~example-file", input: {id: "a", access: {},
			actor: {user: {id: "1\"", displayName: "Ü"}, device: {}}}) { __typename id actor { user { id __typename } x: user { displayName } device { id } application { id } } } }`,
		`mutation { createItemActivities(atomic: false, inputs: [{groupId: "no", activityId: "example-activity", statId: "~allTime~example-file", input: {access: {}}},
			{groupId: "example-group", activityId: "example-activity", statId: "~allTime~example-file", input: {access: {}}}])
			{ __typename error { code argument message t: __typename } activity { id recordedDateTime recordedBy { __typename user { id } } } } }`,
		`mutation { createDriveActivity(driveItemId: "example-file", input: {action: {share: {recipients: [{user: {id: "r"}}, {}]}, mention: {mentionees: []}, comment: {isReply: true}}})
			{ id action { share { recipients { user { id } device { id } } } mention { mentionees { user { id } } } comment { isReply participants { user { id } } parentAuthor { user { id } } } } times { observedDateTime } } }`,
		`mutation { a: createItemActivity(groupId: "no", activityId: "no", statId: "no", input: {access: {}}) { id } b: deleteDriveItem(driveItemId: "example-folder") { id } }`,
		`{ __typename me { id userId displayName joinedGroups { totalCount pageInfo { hasNextPage endCursor } edges { cursor node { id claim displayName __typename } } } } }`,
		`{ itemActivity(id: "a") { __typename ... on Node { id __typename } group { id claim } driveItem { id name __typename b: __typename deleted { state } file { mimeType } parent { id } } stat { id access { actionCount actorCount } } } }`,
		`{ nodes(ids: ["a", "example-group", "none"]) { __typename id ... on Group { members { nodes { isOwner user { id } application { id } } } } ... on ItemActivity { actor { __typename } } } none: node(id: "none") { id __typename } }`,
		`{ itemActivities(filter: {groupId: "example-group"}, first: 50) { nodes { id actor { user { id displayName } } activityDateTime } totalCount } group(id: "example-group") { members(first: 0) { totalCount } } }`,
	} {
		operation := planned(t, e, text)
		fromPlan := executedFrom(t, e, operation, e.limits)
		operation.Plan = nil
		byGqlgen := executedFrom(t, e, operation, e.limits)
		if got, want := countsOf(fromPlan), countsOf(byGqlgen); got != want || got[0] == 0 || got[1] == 0 {
			t.Errorf("the plan of %s counts the cost, the size and the errors %d, and gqlgen %d", text, got, want)
		}
	}
}

// TestTheBufferOfAPlanIsReserved executes a query without lists, whose strings are longer as JSON than
// they are counted. The memory of the buffer must be reserved. If the response is too large, the
// execution must be aborted before it is encoded.
func TestTheBufferOfAPlanIsReserved(t *testing.T) {
	const name, groups, names = 250, 10, 90
	limits := DefaultLimits()
	e := New(openExample(t), Options{Limits: limits, Logger: slog.New(slog.DiscardHandler)})
	created := executedFrom(t, e, planned(t, e, `mutation { createGroup(input: {id: "quotes", displayName: "`+strings.Repeat(`\"`, name)+`"}) { id } }`), limits)
	if created.errors != 0 {
		t.Fatal("the group was not created")
	}
	var query strings.Builder
	for i := range groups {
		fmt.Fprintf(&query, "a%d: group(id: \"quotes\") { ...F } ", i)
	}
	query.WriteString("} fragment F on Group { ")
	for i := range names {
		fmt.Fprintf(&query, "b%d: displayName ", i)
	}
	operation := planned(t, e, "{ "+query.String()+"}")
	const encoded = groups * names * 2 * name
	done := executedFrom(t, e, operation, limits)
	if counted := done.limit.bytes.Load(); done.limit.err() != nil || counted < encoded/2 || counted >= encoded {
		t.Fatalf("the size is %d, want half of %d: %v", counted, encoded, done.limit.err())
	}
	if reserved := done.limit.reserved.Load(); reserved < encoded+done.limit.cost.Load()*cost.UnitBytes {
		t.Errorf("%d bytes are reserved for %d bytes of data and %d units", reserved, encoded, done.limit.cost.Load())
	}
	limits.ResponseBytes = encoded * 3 / 4
	if done = executedFrom(t, e, operation, limits); done.limit.err() == nil {
		t.Errorf("a response of more than %d bytes is not aborted", limits.ResponseBytes)
	}
}

// executed is an operation that was executed, and the number of its errors.
type executed struct {
	limit  *responseLimit
	errors int
}

// countsOf returns the cost, the size and the number of errors.
func countsOf(d executed) [3]int64 {
	return [3]int64{d.limit.cost.Load(), d.limit.bytes.Load(), int64(d.errors)}
}

// executedFrom executes an operation, from its plan if it has one.
func executedFrom(t *testing.T, e *Engine, operation gqldoc.Operation, limits Limits) executed {
	t.Helper()
	ctx := auth.WithPrincipal(t.Context(), auth.Local())
	x := e.Begin(httptest.NewRecorder(), httptest.NewRequestWithContext(ctx, http.MethodPost, "/", nil))
	defer x.End()
	done := executed{limit: &responseLimit{types: e.types, limits: limits, memory: x.memory, slot: new(scheduler.Slot)}}
	of, m := Execution{Operation: &operation}, &mutation{store: e.store}
	var execute executor
	if operation.Plan == nil {
		execute = e.gqlgenExecutor(of, m, done.limit)
	} else if execute = e.planExecutor(of, m, done.limit); execute == nil {
		t.Fatal("an operation is not executed from its plan")
	}
	run := func(ctx context.Context) error {
		done.errors = len(e.execute(ctx, execute, x.errs).Errors)
		return nil
	}
	within := e.store.View
	if operation.Definition.Operation == ast.Mutation {
		within = func(ctx context.Context, run func(context.Context) error) error { return e.store.Mutate(ctx, nil, run) }
	}
	if err := within(x.ctx, run); err != nil {
		t.Fatal(err)
	}
	return done
}

// planned returns the operation of a text, which must have a plan.
func planned(t *testing.T, e *Engine, text string) gqldoc.Operation {
	t.Helper()
	operation, errs := e.documents.Prepare(gqldoc.Request{Text: text})
	if errs != nil || operation.Plan == nil {
		t.Fatalf("%s has no plan: %v", text, errs)
	}
	return *operation
}

// openExample opens a new store with the example.
func openExample(t *testing.T) *store.Store {
	t.Helper()
	s, err := store.Open(t.Context(), store.Config{Path: filepath.Join(t.TempDir(), "itemactivity.db"), Logger: slog.New(slog.DiscardHandler)})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() })
	if err := s.CreateExample(t.Context()); err != nil {
		t.Fatal(err)
	}
	return s
}
