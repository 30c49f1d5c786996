package rest

import (
	"embed"
	"fmt"
	"maps"
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
	// paths are below the version. A segment in braces is a parameter, and so is a text in
	// braces in the parentheses of a function. It is the value of the document's variable with
	// the same name, if the document has one. Some paths have other forms, see otherForms.
	paths []string
	// before are queries that are executed before the document.
	before []lookup
	// document is the name of a file in the folder routes, without .graphql. The document
	// determines the query options: the variable first serves $top, after serves $skiptoken,
	// count serves $count, and range serves $filter.
	document string
	// entity has the response names, separated by spaces, that lead to the entity or the
	// connection in the data.
	entity string
	// match are values in the data that parameters must have. If a value differs, the response
	// is 404 as for an unknown id.
	match []matching
	// during says that an instant must be in a window. If it is not, the response is 404. Nil
	// means that there is no such condition.
	during *during
	// convert has the functions that read parameters, or members of the body, that are not
	// passed on as they are.
	convert map[string]conversion
	// body has the variables that the members of the body become. If the document has the
	// variable input, the whole body is its value, and body is nil.
	body map[string]string
	// filter is the member that $filter compares, such as activityDateTime.
	filter string
	// orderBy has the values of the variable orderBy for the values of $orderby. If the
	// document has no such variable, the values only confirm its order.
	orderBy map[string]string
	// ignored are members of the body that clients of Graph must send and that mean nothing
	// here.
	ignored []string
	// status is the status of a success. 0 means 200. A response with the status 204 has no
	// body.
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
	before []*preparedLookup
	// options are the query options that the route accepts.
	options []string
	// bodyType is the type of the body. It is nil if the request has no body.
	bodyType *ast.Definition
	// typeName is the GraphQL type of the entity, and isList is true for a list of entities.
	typeName string
	isList   bool
	// members are the members of the entity.
	members []string
}

// matching is a parameter and the response names, separated by spaces, that lead to its
// value in the data.
type matching struct{ parameter, at string }

//go:embed routes/*.graphql
var documents embed.FS

// prepare returns the endpoint of a route.
func (r route) prepare(e *engine.Engine) (*endpoint, error) {
	fixed, err := readDocument(e, r.document)
	if err != nil {
		return nil, err
	}
	p := &endpoint{route: r, Fixed: fixed, entity: strings.Fields(r.entity)}
	if p.status == 0 {
		p.status = http.StatusOK
	}
	for _, l := range r.before {
		prepared, err := l.prepare(e)
		if err != nil {
			return nil, err
		}
		p.before = append(p.before, prepared)
	}
	for _, option := range optionVariables {
		if p.declares(option.variable) {
			p.options = append(p.options, option.name)
		}
	}
	if err := p.describe(); err != nil {
		return nil, fmt.Errorf("routes/%s.graphql: %w", r.document, err)
	}
	p.bodyType = p.typeOfBody(e.Schema())
	if r.orderBy != nil {
		p.options = append(p.options, "$orderby")
	}
	if r.method == http.MethodGet {
		p.options = append(p.options, "$select")
	}
	return p, nil
}

// readDocument reads and validates a document in the folder routes.
func readDocument(e *engine.Engine, name string) (*gqldoc.Fixed, error) {
	text, err := documents.ReadFile("routes/" + name + ".graphql")
	if err != nil {
		return nil, err
	}
	fixed, err := e.Fix(string(text))
	if err != nil {
		return nil, fmt.Errorf("routes/%s.graphql: %w", name, err)
	}
	return fixed, nil
}

// typeOfBody returns the type of the body, or nil if the request has none. The type of a body
// whose members become variables has the types of these variables.
func (p *endpoint) typeOfBody(schema *ast.Schema) *ast.Definition {
	variables := p.Definition.VariableDefinitions
	if input := variables.ForName("input"); input != nil {
		return schema.Types[input.Type.Name()]
	}
	if p.body == nil {
		return nil
	}
	body := &ast.Definition{Kind: ast.InputObject, Name: p.typeName + "Input"}
	for _, member := range slices.Sorted(maps.Keys(p.body)) {
		if variable := variables.ForName(p.body[member]); variable != nil {
			body.Fields = append(body.Fields, &ast.FieldDefinition{Name: member, Type: variable.Type, DefaultValue: variable.DefaultValue})
		}
	}
	return body
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
				if fragment, ok := set[0].(*ast.InlineFragment); ok {
					typeName = fragment.TypeCondition
				}
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
			whole, _, _ := strings.Cut(field.Alias, partSeparator)
			names = append(names, whole)
		}
	}
	slices.Sort(names)
	return slices.Compact(names)
}
