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

// everyScope is all that a token can grant; each set of scopes is a number up to
// it.
var everyScope = auth.Local().Scopes

// TestScopesHold calls every field of the schema with every set of scopes that
// does not do for it, and with each scope that does.
func TestScopesHold(t *testing.T) {
	for _, caller := range []*auth.Principal{
		{UserID: "ada", DisplayName: "Ada"}, {UserID: "ada", ApplicationID: "bot"}, {ApplicationID: "ada"},
	} {
		caller.Groups = []models.ID{ownClaim}
		t.Run(string("user "+caller.UserID+" application "+caller.ApplicationID), func(t *testing.T) {
			t.Parallel()
			w := newScopeWalk(t, caller)
			before := w.everything()
			for _, root := range w.roots() {
				w.refuse(root)
			}
			w.refuseBelow()
			if after := w.everything(); !reflect.DeepEqual(before, after) {
				t.Errorf("a call that was refused changed\n%s\nto\n%s", indented(before), indented(after))
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

// TestNobodyGetsNothing: who has no name has no right.
func TestNobodyGetsNothing(t *testing.T) {
	t.Parallel()
	w := newScopeWalk(t, &auth.Principal{UserID: "ada"})
	before := w.everything()
	for _, root := range w.roots() {
		w.wantRefusal(w.ask(t, nil, root.document(" { __typename } ")), []string{root.field.Name}, "UNAUTHENTICATED")
	}
	if !reflect.DeepEqual(before, w.everything()) {
		t.Error("nobody changed something")
	}
}

// scopeWalk is a world with one group, of which the caller is an owner.
type scopeWalk struct {
	asker
	world
	t      *testing.T
	caller *auth.Principal
	called map[string]bool
}

func newScopeWalk(t *testing.T, caller *auth.Principal) *scopeWalk {
	t.Helper()
	g := newPlannedGroup(0)
	group, self := g.cast["Group"][0], memberOf(caller)
	g.do(ruth, "addGroupOwner", object{"groupId": group, self.argument: string(self.id)})
	g.do(ruth, "addGroupMember", object{"groupId": group, "applicationId": "crawler"})
	g.do(ruth, "addGroupMember", object{"groupId": group, "userId": "bea"})
	g.furnish()
	all := cast{"UserID": {"bea", "ada"}, "Application": {"crawler"}}
	all.add(g.cast)
	all.derive()
	w := &scopeWalk{
		asker: asker{filler: newFiller(t, all)}, t: t, caller: caller, called: map[string]bool{},
		world: newWorld(t, t, g.deeds, func(*plannedGroup) bool { return false }),
	}
	// Afterwards the caller is known, and no call stores it: a mutation stores its caller
	// before it is answered, also one that is refused.
	w.ask(t, w.with(everyScope), `mutation { renameDriveItem(driveItemId: "nothing", name: "x") { id } }`)
	return w
}

// with is the caller with some scopes.
func (w *scopeWalk) with(s auth.Scopes) *auth.Principal {
	caller := *w.caller
	caller.Scopes = s
	return &caller
}

// rootCall is the fullest call of a field of an operation.
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

// scopesOf are the scopes of which a field needs any.
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

// refuse calls a field with every set of scopes that has none of those it needs.
func (w *scopeWalk) refuse(root rootCall) {
	w.t.Helper()
	for s := range everyScope + 1 {
		if !s.HasAny(root.needs) {
			w.wantRefusal(w.ask(w.t, w.with(s), root.document(" { __typename } ")), []string{root.field.Name}, "FORBIDDEN")
		}
	}
}

// wantRefusal wants an error of a field, and no other, and nothing of the field in
// the data.
func (w *scopeWalk) wantRefusal(r reply, path []string, code string) {
	w.t.Helper()
	if len(r.errors()) == 0 {
		w.t.Errorf("%s is answered %s", strings.Join(path, "."), r.text)
	}
	for _, e := range r.errors() {
		members, _ := e.(map[string]any)
		extensions, _ := members["extensions"].(map[string]any)
		if at := namesIn(members["path"]); !slices.Equal(at, path) || extensions["code"] != code {
			w.t.Errorf("%s is refused with %s", strings.Join(path, "."), r.text)
		}
	}
	if w.has(r.whole["data"], path) {
		w.t.Errorf("%s is refused, and is in %s", strings.Join(path, "."), r.text)
	}
}

// has says whether there is anything at the end of a path, in any list on it.
func (w *scopeWalk) has(value any, path []string) bool {
	switch value := value.(type) {
	case []any:
		return slices.ContainsFunc(value, func(element any) bool { return w.has(element, path) })
	case map[string]any:
		return len(path) == 0 || w.has(value[path[0]], path[1:])
	}
	return value != nil && len(path) == 0
}

// namesIn is a path of an answer without the places in lists.
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

// everything is the state of the world, with what the calls would create.
func (w *scopeWalk) everything() any {
	w.t.Helper()
	known := cast{}
	known.add(w.cast)
	for _, argument := range takesID {
		if made, ok := argumentValues[argument]; ok {
			id, err := strconv.Unquote(made(w.cast)[0])
			if err != nil {
				w.t.Fatal(err)
			}
			known["New"] = append(known["New"], id)
		}
	}
	a := asker{filler: w.only(known)}
	return w.ask(w.t, overseer, a.everyCall(w.schema.Query.Fields.ForName("nodes"), 1)).whole
}
