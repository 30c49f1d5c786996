package rest

import (
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strings"

	"github.com/vektah/gqlparser/v2/ast"

	"github.com/itemactivity/itemactivity/internal/engine"
	"github.com/itemactivity/itemactivity/internal/gqldoc"
)

// endpoint is a route that is ready to be executed.
type endpoint struct {
	route
	*gqldoc.Fixed
	entity []string
	before []*preparedLookup
	// variant is the endpoint of the route's variant, or nil.
	variant *endpoint
	// options are the query options that the route accepts.
	options []string
	// bodyType is the type of the body. It is nil if the request has no body.
	bodyType *ast.Definition
	// typeName is the GraphQL type of the entity, and isList is true for a list of entities.
	typeName string
	isList   bool
	// field is the field of the entity, the list or the connection. selection is the selection
	// of the entity.
	field     *ast.Field
	selection ast.SelectionSet
	// members are the members of the entity.
	members []string
}

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
	if r.variant != nil {
		if p.variant, err = r.variant.prepare(e, r); err != nil {
			return nil, err
		}
	}
	for _, option := range optionVariables {
		if p.declares(option.variable) {
			p.options = append(p.options, option.name)
		}
	}
	if err := p.findEntity(); err != nil {
		return nil, fmt.Errorf("routes/%s.graphql: %w", r.document, err)
	}
	if p.bodyType, err = p.typeOfBody(e.Schema()); err != nil {
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

// typeOfBody returns the type of the body, or nil if the request has none. The type of a body
// whose members become variables has the types of these variables.
func (p *endpoint) typeOfBody(schema *ast.Schema) (*ast.Definition, error) {
	variables := p.Definition.VariableDefinitions
	if input := variables.ForName("input"); input != nil {
		return schema.Types[input.Type.Name()], nil
	}
	if p.body == nil {
		return nil, nil
	}
	body := &ast.Definition{Kind: ast.InputObject, Name: p.typeName + "Input"}
	for _, member := range slices.Sorted(maps.Keys(p.body)) {
		variable := variables.ForName(p.body[member])
		if variable == nil {
			return nil, fmt.Errorf("there is no variable %q", p.body[member])
		}
		body.Fields = append(body.Fields, &ast.FieldDefinition{Name: member, Type: variable.Type, DefaultValue: variable.DefaultValue})
	}
	return body, nil
}

// optionVariables are the variables that query options set.
var optionVariables = []struct{ name, variable string }{{"$top", "first"}, {"$skiptoken", "after"}, {"$count", "count"}, {"$filter", "range"}, {actionOption, "action"}}

// declares reports whether the document has a variable.
func (p *endpoint) declares(variable string) bool {
	return p.Definition.VariableDefinitions.ForName(variable) != nil
}
