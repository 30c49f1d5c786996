package graph_test

import (
	"reflect"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/vektah/gqlparser/v2/ast"

	"github.com/itemactivity/itemactivity/internal/auth"
	"github.com/itemactivity/itemactivity/models"
)

// everyScope has all scopes that a token can grant. Each set of scopes is a number up to
// it.
var everyScope = auth.Local().Scopes

// TestScopesAreRequired calls every field of the schema with every set of scopes that does
// not grant it, and with each scope that does.
func TestScopesAreRequired(t *testing.T) {
	for _, caller := range []*auth.Principal{
		{UserID: "ada", DisplayName: "Ada"}, {UserID: "ada", ApplicationID: "bot"}, {ApplicationID: "ada"},
	} {
		caller.Groups = []models.ID{ownClaim}
		t.Run(string("user "+caller.UserID+" application "+caller.ApplicationID), func(t *testing.T) {
			t.Parallel()
			w := newScopeWalk(t, caller)
			before := w.storedState()
			for _, root := range w.roots() {
				w.refuse(root)
			}
			w.refuseBelow()
			if after := w.storedState(); !reflect.DeepEqual(before, after) {
				t.Errorf("a call that was rejected changed\n%s\nto\n%s", indented(before), indented(after))
			}
			for _, root := range w.roots() {
				w.grant(root)
			}
			if caller.UserID != "" {
				w.wantEveryFieldCalled()
			}
		})
	}
}

// TestUnauthenticatedCallerGetsNothing checks that every field is rejected in a request
// without a caller.
func TestUnauthenticatedCallerGetsNothing(t *testing.T) {
	t.Parallel()
	w := newScopeWalk(t, &auth.Principal{UserID: "ada"})
	before := w.storedState()
	for _, root := range w.roots() {
		w.wantRefusal(w.ask(t, nil, root.document(" { __typename } ")), []string{root.field.Name}, "UNAUTHENTICATED")
	}
	if !reflect.DeepEqual(before, w.storedState()) {
		t.Error("a request without a caller changed something")
	}
}

// scopeWalk is a fixture with one group that the caller owns.
type scopeWalk struct {
	queryGenerator
	fixture
	t      *testing.T
	caller *auth.Principal
	called map[string]bool
}

func newScopeWalk(t *testing.T, caller *auth.Principal) *scopeWalk {
	t.Helper()
	g := newTestGroup(0)
	group, self := g.ids["Group"][0], memberOf(caller)
	g.add(groupOwner, "addGroupOwner", object{"groupId": group, self.argument: string(self.id)})
	g.add(groupOwner, "addGroupMember", object{"groupId": group, "applicationId": "crawler"})
	g.add(groupOwner, "addGroupMember", object{"groupId": group, "userId": "bea"})
	g.fill()
	all := idsByKind{"UserID": {"bea", "ada"}, "Application": {"crawler"}}
	all.add(g.ids)
	all.addDerived()
	w := &scopeWalk{
		queryGenerator: queryGenerator{argumentGenerator: newArgumentGenerator(t, all)}, t: t, caller: caller, called: map[string]bool{},
		fixture: newFixture(t, t, g.steps, func(*testGroup) bool { return false }),
	}
	// After this request the caller is stored. A mutation stores its caller before it
	// returns, even if it is rejected.
	w.ask(t, w.with(everyScope), `mutation { renameDriveItem(driveItemId: "nothing", name: "x") { id } }`)
	return w
}

// with returns the caller with some scopes.
func (w *scopeWalk) with(s auth.Scopes) *auth.Principal {
	caller := *w.caller
	caller.Scopes = s
	return &caller
}

// rootCall is the call of a root field with the most arguments.
type rootCall struct {
	operation string
	field     *ast.FieldDefinition
	call      string
	needs     auth.Scopes
}

func (r rootCall) document(selection string) string {
	return r.operation + " { " + r.field.Name + r.call + selection + "}"
}

func (w *scopeWalk) roots() []rootCall {
	w.t.Helper()
	var roots []rootCall
	for _, of := range []*ast.Definition{w.schema.Query, w.schema.Mutation} {
		for _, field := range of.Fields {
			if strings.HasPrefix(field.Name, "__") {
				continue
			}
			at := of.Name + "." + field.Name
			needs, guarded := scopesOf(field)
			if !guarded {
				w.t.Errorf("%s needs no scope", at)
			}
			roots = append(roots, rootCall{strings.ToLower(of.Name), field, w.calls(at, field)[0], needs})
		}
	}
	return roots
}

// scopesOf returns the scopes of which a field requires at least one.
func scopesOf(field *ast.FieldDefinition) (needs auth.Scopes, guarded bool) {
	scope := field.Directives.ForName("scope")
	if scope == nil {
		return 0, false
	}
	for _, child := range scope.Arguments.ForName("anyOf").Value.Children {
		needs |= auth.ScopesOf(child.Value.Raw)
	}
	return needs, true
}

// refuse calls a field with every set of scopes that has none of the required scopes.
func (w *scopeWalk) refuse(root rootCall) {
	w.t.Helper()
	for s := range everyScope + 1 {
		if !s.HasAny(root.needs) {
			w.wantRefusal(w.ask(w.t, w.with(s), root.document(" { __typename } ")), []string{root.field.Name}, "FORBIDDEN")
		}
	}
}

// wantRefusal checks that a response has an error of a field and no other error, and no
// data of the field.
func (w *scopeWalk) wantRefusal(r response, path []string, code string) {
	w.t.Helper()
	if len(r.errors()) == 0 {
		w.t.Errorf("%s returns %s", strings.Join(path, "."), r.text)
	}
	for _, e := range r.errors() {
		members, _ := e.(map[string]any)
		extensions, _ := members["extensions"].(map[string]any)
		if at := namesIn(members["path"]); !slices.Equal(at, path) || extensions["code"] != code {
			w.t.Errorf("%s is rejected with %s", strings.Join(path, "."), r.text)
		}
	}
	if w.has(r.body["data"], path) {
		w.t.Errorf("%s is rejected, and is in %s", strings.Join(path, "."), r.text)
	}
}

// has returns whether a value exists at the end of a path, in any element of the lists on
// it.
func (w *scopeWalk) has(value any, path []string) bool {
	switch value := value.(type) {
	case []any:
		return slices.ContainsFunc(value, func(element any) bool { return w.has(element, path) })
	case map[string]any:
		return len(path) == 0 || w.has(value[path[0]], path[1:])
	}
	return value != nil && len(path) == 0
}

// namesIn returns the names in the path of an error, without the indexes of lists.
func namesIn(path any) []string {
	elements, _ := path.([]any)
	var names []string
	for _, element := range elements {
		if name, ok := element.(string); ok {
			names = append(names, name)
		}
	}
	return names
}

// storedState returns everything about the objects of the fixture, and about those that the
// calls would create.
func (w *scopeWalk) storedState() any {
	w.t.Helper()
	known := idsByKind{}
	known.add(w.ids)
	for _, argument := range takesID {
		if made, ok := argumentValues[argument]; ok {
			id, err := strconv.Unquote(made(w.ids)[0])
			if err != nil {
				w.t.Fatal(err)
			}
			known["New"] = append(known["New"], id)
		}
	}
	a := queryGenerator{argumentGenerator: w.withIDs(known)}
	return w.ask(w.t, auditor, a.everyCall(w.schema.Query.Fields.ForName("nodes"), 1)).body
}
