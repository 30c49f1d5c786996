package graph_test

import (
	"slices"
	"strings"

	"github.com/vektah/gqlparser/v2/ast"
	"pgregory.net/rapid"
)

// argumentGenerator generates arguments of calls from the schema. An argument that has no
// value in argumentValues fails the test.
type argumentGenerator struct {
	t      rapid.TB
	schema *ast.Schema
	ids    idsByKind
	// instead has values of some arguments that replace those of argumentValues.
	instead map[string]string
}

// newArgumentGenerator returns a generator. It fails the test if any argument has no value.
func newArgumentGenerator(t rapid.TB, c idsByKind) *argumentGenerator {
	t.Helper()
	requireValues(t)
	return &argumentGenerator{t: t, schema: printedSchema(t), ids: c}
}

// withValue returns a generator with another value for one argument.
func (f *argumentGenerator) withValue(argument, value string) *argumentGenerator {
	return &argumentGenerator{t: f.t, schema: f.schema, ids: f.ids, instead: map[string]string{argument: value}}
}

// withIDs returns a generator with other ids.
func (f *argumentGenerator) withIDs(c idsByKind) *argumentGenerator {
	return &argumentGenerator{t: f.t, schema: f.schema, ids: c}
}

// parameter is an argument of a field, or a field of an input type.
type parameter struct {
	name, at string
	// within is the argument that has the field of an input type, if it is known.
	within string
	typ    *ast.Type
}

func (p parameter) required() bool { return p.typ.NonNull }

// valueName returns the name of the parameter in argumentValues.
func (p parameter) valueName() string {
	if own := p.within + "." + p.name; argumentValues[own] != nil {
		return own
	}
	if _, ok := argumentValues[p.at]; ok {
		return p.at
	}
	return p.name
}

func parametersOf(at string, arguments ast.ArgumentDefinitionList) []parameter {
	parameters := make([]parameter, len(arguments))
	for i, a := range arguments {
		parameters[i] = parameter{name: a.Name, at: at + "." + a.Name, typ: a.Type}
	}
	return parameters
}

func membersOf(input *ast.Definition) []parameter {
	members := make([]parameter, len(input.Fields))
	for i, f := range input.Fields {
		members[i] = parameter{name: f.Name, at: input.Name + "." + f.Name, typ: f.Type}
	}
	return members
}

// members returns the fields of the input type of the parameter.
func (p parameter) members(schema *ast.Schema) []parameter {
	members := membersOf(schema.Types[p.typ.Name()])
	for i := range members {
		members[i].within = p.at
	}
	return members
}

// paging has the arguments of every list.
var paging = []string{"first", "after", "last", "before"}

// calls returns the arguments of calls of a field, in parentheses: first with the first
// value of every argument, then with each other value of each argument, then with the
// required arguments only. The pages of a list are its first 100 elements, and then one or
// two from each end.
func (f *argumentGenerator) calls(at string, field *ast.FieldDefinition) []string {
	f.t.Helper()
	parameters := parametersOf(at, field.Arguments)
	pages := []string{""}
	if field.Arguments.ForName("first") != nil {
		parameters = slices.DeleteFunc(parameters, func(p parameter) bool { return slices.Contains(paging, p.name) })
		pages = []string{"first: 100", "first: 1", "last: 1", "last: 2"}
		if field.Arguments.ForName("last") == nil {
			pages = pages[:2]
		}
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

// combine returns values for parameters: the first value of each, then each other value of
// one parameter at a time, then the required parameters only. It sends one of several
// alternatives at a time.
func (f *argumentGenerator) combine(at string, parameters []parameter) []string {
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

// values returns the values of a parameter. It omits a parameter that has no value.
func (f *argumentGenerator) values(p parameter) []string {
	f.t.Helper()
	if value, ok := f.instead[p.at]; ok {
		return []string{value}
	}
	if known, ok := argumentValues[p.valueName()]; ok {
		return known(f.ids)
	}
	var values []string
	switch def := f.schema.Types[p.typ.Name()]; def.Kind {
	case ast.Enum:
		for _, value := range def.EnumValues {
			values = append(values, value.Name)
		}
	case ast.InputObject:
		for _, members := range f.combine(def.Name, p.members(f.schema)) {
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
