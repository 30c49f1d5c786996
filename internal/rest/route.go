package rest

import (
	"embed"
	"fmt"
	"net/http"
	"slices"
	"strings"

	"github.com/vektah/gqlparser/v2/ast"

	"github.com/itemactivity/itemactivity/internal/engine"
	"github.com/itemactivity/itemactivity/internal/gqldoc"
)

// route is a method and paths of Microsoft Graph that execute one GraphQL document.
type route struct {
	method string
	// paths are below the version. A segment in braces is a parameter. It is the value of the
	// document's variable with the same name, if the document has one. Every path that begins
	// with /groups/{groupId} is served below /me/joinedGroups/{groupId} too.
	paths []string
	// document is the name of a file in the folder routes, without .graphql. The document
	// determines the query options: the variable first serves $top, after serves $skiptoken,
	// count serves $count, and range serves $filter. The variable input serves the body.
	document string
	// entity has the response names, separated by spaces, that lead to the entity or the
	// connection in the data.
	entity string
	// match has the response names that lead to the value that a parameter must have. If the
	// value differs, the response is 404 as for an unknown id.
	match map[string]string
	// filter is the member that $filter compares, such as activityDateTime.
	filter string
	// orderBy has the values of the variable orderBy for the values of $orderby. If the
	// document has no such variable, the values only confirm its order.
	orderBy map[string]string
	// ignored are members of the body that clients of Graph must send and that mean nothing
	// here.
	ignored []string
	// status is the status of a success. 0 means 200.
	status int
	// location is the path of what was created, with the parameter {id} for its id. It is
	// empty if nothing is created.
	location string
}

// endpoint is a route that is ready to be executed.
type endpoint struct {
	route
	*gqldoc.Fixed
	entity []string
	match  []matching
	// options are the query options that the route accepts.
	options []string
	// inputType is the type of the variable input. It is empty if there is none.
	inputType string
	// typeName is the GraphQL type of the entity, and isList is true for a list of entities.
	typeName string
	isList   bool
	// members are the members of the entity.
	members []string
}

type matching struct {
	parameter string
	path      []string
}

//go:embed routes/*.graphql
var documents embed.FS

// prepare returns the endpoint of a route.
func (r route) prepare(e *engine.Engine) (*endpoint, error) {
	text, err := documents.ReadFile("routes/" + r.document + ".graphql")
	if err != nil {
		return nil, err
	}
	fixed, err := e.Fix(string(text))
	if err != nil {
		return nil, fmt.Errorf("routes/%s.graphql: %w", r.document, err)
	}
	p := &endpoint{route: r, Fixed: fixed, entity: strings.Fields(r.entity)}
	if p.status == 0 {
		p.status = http.StatusOK
	}
	for parameter, path := range r.match {
		p.match = append(p.match, matching{parameter, strings.Fields(path)})
	}
	if input := p.Definition.VariableDefinitions.ForName("input"); input != nil {
		p.inputType = input.Type.Name()
	}
	for _, option := range optionVariables {
		if p.declares(option.variable) {
			p.options = append(p.options, option.name)
		}
	}
	if err := p.describe(); err != nil {
		return nil, fmt.Errorf("routes/%s.graphql: %w", r.document, err)
	}
	if r.orderBy != nil {
		p.options = append(p.options, "$orderby")
	}
	if r.method == http.MethodGet {
		p.options = append(p.options, "$select")
	}
	return p, nil
}

// optionVariables are the variables that query options set.
var optionVariables = []struct{ name, variable string }{{"$top", "first"}, {"$skiptoken", "after"}, {"$count", "count"}, {"$filter", "range"}}

// declares reports whether the document has a variable.
func (p *endpoint) declares(variable string) bool {
	return p.Definition.VariableDefinitions.ForName(variable) != nil
}

// describe finds the type and the members of the entity in the document.
func (p *endpoint) describe() error {
	set, typeName, list := p.Definition.SelectionSet, "", false
	enter := func(name string) bool {
		for _, field := range fieldsOf(set) {
			if field.Alias == name {
				set, typeName, list = field.SelectionSet, field.Definition.Type.Name(), field.Definition.Type.Elem != nil
				return true
			}
		}
		return false
	}
	for _, name := range p.entity {
		if !enter(name) {
			return fmt.Errorf("there is no field at %q", p.route.entity)
		}
	}
	if enter("nodes") {
		list = true
	}
	p.typeName, p.isList, p.members = typeName, list, membersOf(set)
	return nil
}

// fieldsOf returns the fields of a selection set, including those in fragments.
func fieldsOf(set ast.SelectionSet) (fields []*ast.Field) {
	for _, selection := range set {
		switch s := selection.(type) {
		case *ast.Field:
			fields = append(fields, s)
		case *ast.InlineFragment:
			fields = append(fields, fieldsOf(s.SelectionSet)...)
		case *ast.FragmentSpread:
			fields = append(fields, fieldsOf(s.Definition.SelectionSet)...)
		}
	}
	return fields
}

// membersOf returns the names of the members that a selection set becomes, see entityWriter.
func membersOf(set ast.SelectionSet) (names []string) {
	for _, field := range fieldsOf(set) {
		switch {
		case strings.HasPrefix(field.Alias, "__"):
		case strings.HasPrefix(field.Alias, "_"):
			names = append(names, membersOf(field.SelectionSet)...)
		case field.Alias != "odataType":
			names = append(names, field.Alias)
		}
	}
	slices.Sort(names)
	return slices.Compact(names)
}
