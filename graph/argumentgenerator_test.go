package graph_test

import (
	"slices"
	"strings"

	"github.com/vektah/gqlparser/v2/ast"
	"pgregory.net/rapid"
)

// filler writes the arguments of calls, as the schema has them. It knows no field
// by name: what it cannot fill fails the test.
type filler struct {
	t      rapid.TB
	schema *ast.Schema
	cast   cast
	// instead are values for some arguments, in the place of those of
	// argumentValues.
	instead map[string]string
}

// newFiller fails the test at once if any argument has no value.
func newFiller(t rapid.TB, c cast) *filler {
	t.Helper()
	requireValues(t)
	return &filler{t: t, schema: printedSchema(t), cast: c}
}

// with is the filler with another value for one argument.
func (f *filler) with(argument, value string) *filler {
	return &filler{t: f.t, schema: f.schema, cast: f.cast, instead: map[string]string{argument: value}}
}

// only is the filler for a smaller cast.
func (f *filler) only(c cast) *filler { return &filler{t: f.t, schema: f.schema, cast: c} }

// parameter is an argument of a field, or a member of an input.
type parameter struct {
	name, at string
	typ      *ast.Type
}

func (p parameter) required() bool { return p.typ.NonNull }

// valueName is the name under which argumentValues has the values of the parameter, or
// would have them.
func (p parameter) valueName() string {
	if _, ok := argumentValues[p.at]; ok {
		return p.at
	}
	return p.name
}

func parametersOf(at string, arguments ast.ArgumentDefinitionList) []parameter {
	parameters := make([]parameter, len(arguments))
	for i, a := range arguments {
		parameters[i] = parameter{a.Name, at + "." + a.Name, a.Type}
	}
	return parameters
}

func membersOf(input *ast.Definition) []parameter {
	members := make([]parameter, len(input.Fields))
	for i, f := range input.Fields {
		members[i] = parameter{f.Name, input.Name + "." + f.Name, f.Type}
	}
	return members
}

// paging are the arguments of every list.
var paging = []string{"first", "after", "last", "before"}

// calls are the arguments with which a field is called, in parentheses: first
// with everything that it takes, then with each other value of each argument, and
// with as little as it needs. A list is read whole first, and then by its ends.
func (f *filler) calls(at string, field *ast.FieldDefinition) []string {
	f.t.Helper()
	parameters := parametersOf(at, field.Arguments)
	pages := []string{""}
	if field.Arguments.ForName("first") != nil {
		parameters = slices.DeleteFunc(parameters, func(p parameter) bool { return slices.Contains(paging, p.name) })
		pages = []string{"first: 100", "first: 1", "last: 1", "last: 2"}
	}
	var calls []string
	for i, arguments := range f.combine(at, parameters) {
		for j, page := range pages {
			if i > 0 && j > 0 {
				continue
			}
			both := strings.Trim(arguments+" "+page, " ")
			if both != "" {
				both = "(" + both + ")"
			}
			calls = append(calls, both)
		}
	}
	return calls
}

// combine fills parameters: all of them with their first values, then one after
// the other with each other value, then only the required ones. Of alternatives
// each is tried alone.
func (f *filler) combine(at string, parameters []parameter) []string {
	f.t.Helper()
	choices := alternatives[at]
	if choices == nil {
		choices = []string{""}
	}
	var all []string
	for _, choice := range choices {
		var fullest, least []string
		var others []func() string
		for _, p := range parameters {
			if p.name != choice && slices.Contains(choices, p.name) {
				continue
			}
			values := f.values(p)
			if len(values) == 0 {
				continue
			}
			place := len(fullest)
			fullest = append(fullest, p.name+": "+values[0])
			if p.required() || p.name == choice {
				least = append(least, p.name+": "+values[0])
			}
			for _, value := range values[1:] {
				others = append(others, func() string {
					varied := slices.Clone(fullest)
					varied[place] = p.name + ": " + value
					return strings.Join(varied, " ")
				})
			}
		}
		all = append(all, strings.Join(fullest, " "))
		for _, other := range others {
			all = append(all, other())
		}
		if len(least) < len(fullest) {
			all = append(all, strings.Join(least, " "))
		}
	}
	return all
}

// values are what a parameter is filled with. Nothing of a kind that it names
// leaves it out.
func (f *filler) values(p parameter) []string {
	f.t.Helper()
	if value, ok := f.instead[p.at]; ok {
		return []string{value}
	}
	if known, ok := argumentValues[p.valueName()]; ok {
		return known(f.cast)
	}
	var values []string
	switch def := f.schema.Types[p.typ.Name()]; def.Kind {
	case ast.Enum:
		for _, value := range def.EnumValues {
			values = append(values, value.Name)
		}
	case ast.InputObject:
		for _, members := range f.combine(def.Name, membersOf(def)) {
			values = append(values, "{"+members+"}")
		}
	default:
		f.t.Fatalf("%s, of type %s, has no value in argumentValues", p.at, p.typ)
	}
	for i := range values {
		if p.typ.Elem != nil {
			values[i] = "[" + values[i] + "]"
		}
	}
	return values
}
