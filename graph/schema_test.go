package graph_test

import (
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/vektah/gqlparser/v2"
	"github.com/vektah/gqlparser/v2/ast"
	"pgregory.net/rapid"

	"github.com/itemactivity/itemactivity/graph"
	"github.com/itemactivity/itemactivity/internal/auth"
)

// TestSchemaIsTheManual checks that everything in the schema has a description.
func TestSchemaIsTheManual(t *testing.T) {
	schema := printedSchema(t)
	types := 0
	for name, def := range schema.Types {
		if def.BuiltIn || strings.HasPrefix(name, "__") {
			continue
		}
		types++
		describe(t, name, def.Description)
		for _, field := range def.Fields {
			if strings.HasPrefix(field.Name, "__") {
				continue
			}
			at := name + "." + field.Name
			describe(t, at, field.Description)
			describeArguments(t, at, field.Arguments)
		}
		for _, value := range def.EnumValues {
			describe(t, name+"."+value.Name, value.Description)
		}
	}
	for name, directive := range schema.Directives {
		if directive.Position != nil && directive.Position.Src.BuiltIn {
			continue
		}
		describe(t, "@"+name, directive.Description)
		describeArguments(t, "@"+name, directive.Arguments)
	}
	if types < 60 {
		t.Errorf("the printed schema has %d types: something is missing from it", types)
	}
}

func describeArguments(t *testing.T, of string, arguments ast.ArgumentDefinitionList) {
	t.Helper()
	for _, a := range arguments {
		describe(t, of+"("+a.Name+":)", a.Description)
	}
}

func describe(t *testing.T, what, description string) {
	t.Helper()
	switch d := strings.TrimSpace(description); {
	case d == "":
		t.Errorf("%s has no description", what)
	case strings.Contains(d, "TODO"), strings.Contains(d, "FIXME"):
		t.Errorf("%s is described by a stub: %s", what, d)
	}
}

// TestPrintedSchemaIsTheServed checks that the command schema prints the schema that the
// server uses.
func TestPrintedSchemaIsTheServed(t *testing.T) {
	served := graph.NewExecutableSchema(graph.Config{}).Schema()
	printed := printedSchema(t)
	for name, def := range served.Types {
		if strings.HasPrefix(name, "__") {
			continue
		}
		other := printed.Types[name]
		if other == nil || other.Kind != def.Kind || other.Description != def.Description {
			t.Errorf("%s is printed otherwise", name)
			continue
		}
		for _, field := range def.Fields {
			twin := other.Fields.ForName(field.Name)
			if strings.HasPrefix(field.Name, "__") {
				continue
			}
			if twin == nil || twin.Type.String() != field.Type.String() || len(twin.Arguments) != len(field.Arguments) {
				t.Errorf("%s.%s is printed otherwise", name, field.Name)
			}
		}
	}
	if len(printed.Types) != len(served.Types) {
		t.Errorf("%d types are printed, %d are served", len(printed.Types), len(served.Types))
	}
}

// TestIdsAreNodes checks that every object type with an id is a Node. The id of an Identity
// is nullable, and it is not a Node.
func TestIdsAreNodes(t *testing.T) {
	schema := printedSchema(t)
	nodes := 0
	for name, def := range schema.Types {
		id := def.Fields.ForName("id")
		if def.Kind != ast.Object || id == nil || id.Type.String() != "ID!" {
			continue
		}
		nodes++
		if len(def.Interfaces) != 1 || def.Interfaces[0] != "Node" {
			t.Errorf("%s has an id and is no Node", name)
		}
	}
	if want := len(schema.PossibleTypes["Node"]); nodes < 5 || nodes != want {
		t.Errorf("%d types have an id, and %d are nodes", nodes, want)
	}
}

// TestListsAreConnections checks that each list has the four paging arguments, and that its
// type has the fields of a connection.
func TestListsAreConnections(t *testing.T) {
	schema := printedSchema(t)
	lists := 0
	for name, def := range schema.Types {
		if def.Kind != ast.Object {
			continue
		}
		for _, field := range def.Fields {
			connection := schema.Types[field.Type.Name()]
			if connection == nil || !strings.HasSuffix(connection.Name, "Connection") {
				continue
			}
			lists++
			for _, argument := range []string{"first", "after", "last", "before"} {
				if field.Arguments.ForName(argument) == nil {
					t.Errorf("%s.%s has no argument %s", name, field.Name, argument)
				}
			}
			for _, member := range []string{"edges", "nodes", "pageInfo", "totalCount"} {
				if connection.Fields.ForName(member) == nil {
					t.Errorf("%s has no field %s", connection.Name, member)
				}
			}
		}
	}
	if lists < 10 {
		t.Errorf("the schema has %d lists", lists)
	}
}

var loadPrintedSchema = sync.OnceValues(func() (*ast.Schema, error) {
	return gqlparser.LoadSchema(&ast.Source{Name: "printed", Input: graph.SDL()})
})

// printedSchema returns the parsed result of SDL. All tests share it.
func printedSchema(t rapid.TB) *ast.Schema {
	t.Helper()
	schema, err := loadPrintedSchema()
	if err != nil {
		t.Fatalf("the printed schema cannot be read: %v", err)
	}
	return schema
}

// TestEveryEntranceNeedsAScope checks that all root fields, and Group.drive, which leads
// from a group to its files, require a permission. Introspection does not show applied
// directives, so the descriptions must name the permissions, too.
func TestEveryEntranceNeedsAScope(t *testing.T) {
	schema := printedSchema(t)
	entrances := []*ast.FieldDefinition{schema.Types["Group"].Fields.ForName("drive")}
	entrances = append(entrances, schema.Query.Fields...)
	entrances = append(entrances, schema.Mutation.Fields...)
	for _, field := range entrances {
		if strings.HasPrefix(field.Name, "__") {
			continue
		}
		scope := field.Directives.ForName("scope")
		if scope == nil {
			t.Errorf("%s needs no scope", field.Name)
			continue
		}
		var names []string
		for _, child := range scope.Arguments.ForName("anyOf").Value.Children {
			names = append(names, child.Value.Raw)
			if auth.ScopesOf(child.Value.Raw) == 0 {
				t.Errorf("%s needs %q, which no token can grant", field.Name, child.Value.Raw)
			}
		}
		described := field.Description[strings.LastIndex(field.Description, "Required permission: ")+1:]
		said := strings.FieldsFunc(described, func(r rune) bool { return strings.ContainsRune(" ,\n", r) })
		said = slices.DeleteFunc(said, func(word string) bool { return !strings.Contains(word, ".Read") })
		for i := range said {
			said[i] = strings.TrimSuffix(said[i], ".")
		}
		if !slices.Equal(said, names) {
			t.Errorf("the description of %s names %q, want %q", field.Name, said, names)
		}
	}
}
