package openapi

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/vektah/gqlparser/v2/ast"

	"github.com/itemactivity/itemactivity/models"
)

// braced matches a parameter in a path.
var braced = regexp.MustCompile(`\{(\w+)\}`)

// parameters returns the parameters of an operation.
func (b *builder) parameters(r Route, f Form) (all []*parameter, err error) {
	for _, found := range braced.FindAllStringSubmatch(f.Path, -1) {
		p, err := b.pathParameter(r, f, found[1])
		if err != nil {
			return nil, err
		}
		all = append(all, p)
	}
	for _, name := range r.Options {
		p, err := b.option(r, name)
		if err != nil {
			return nil, err
		}
		all = append(all, p)
	}
	headers := []string{"client-request-id"}
	if r.Creates {
		headers = append(headers, "Retry-Attempt", "Idempotency-Key")
	}
	if r.Body != nil {
		headers = append(headers, "Content-Encoding")
	}
	for _, name := range headers {
		all = append(all, b.shared(name, requestHeader(name)))
	}
	return all, nil
}

// shared adds a parameter to the components, and returns a reference to it.
func (b *builder) shared(name string, p *parameter) *parameter {
	b.Components.Parameters.add(name, p)
	return &parameter{Ref: componentRef("parameters", name)}
}

// pathParameter returns a parameter of a path. Parameters with the same name are the same in
// all paths.
func (b *builder) pathParameter(r Route, f Form, name string) (*parameter, error) {
	schema, description := &Schema{Type: "string", MinLength: 1}, ""
	if value := r.Values[name]; value != nil {
		withoutDescription := *value
		schema, description = withoutDescription.described(""), value.Description
	}
	if description == "" {
		description = pathDescription(r, f, name)
	}
	p, known := b.Components.Parameters.find(name)
	switch {
	case !known:
		p = &parameter{Name: name, In: "path", Required: true, Schema: schema}
	case p.In != "path" || p.Schema.Format != schema.Format || p.Schema.Pattern != schema.Pattern || !slices.Equal(p.Schema.Enum, schema.Enum):
		return nil, fmt.Errorf("the parameter {%s} has two schemas", name)
	}
	if p.Description == "" {
		p.Description = description
	}
	return b.shared(name, p), nil
}

// pathDescription returns the description of the argument that a parameter is passed to, or
// of the field that it must be equal to.
func pathDescription(r Route, f Form, name string) string {
	steps := []Lookup{{r.Definition, r.Match}}
	for _, step := range append(steps, f.Lookups...) {
		if found := descriptionOf(step.Definition, name); found != "" {
			return found
		}
		if field := fieldAt(step.Definition.SelectionSet, step.Match[name]); field != nil {
			return field.Definition.Description
		}
	}
	return ""
}

// option returns a query option.
func (b *builder) option(r Route, name string) (*parameter, error) {
	key := strings.TrimPrefix(name, "$")
	p := &parameter{Name: name, In: "query"}
	switch name {
	case "$top":
		if first := r.Definition.VariableDefinitions.ForName("first"); first.DefaultValue != nil {
			most, err := strconv.Atoi(first.DefaultValue.Raw)
			if err != nil {
				return nil, fmt.Errorf("the default of $top: %w", err)
			}
			p.Description = "The maximum number of elements."
			p.Schema = &Schema{Type: "integer", Minimum: pointer(1), Maximum: pointer(models.MaxPageSize), Default: most}
			return p, nil
		}
		p.Description = "The number of elements on a page."
		p.Schema = &Schema{Type: "integer", Minimum: pointer(1), Maximum: pointer(models.MaxPageSize), Default: models.DefaultPageSize}
		return b.shared(key, p), nil
	case "$skiptoken":
		p.Description = "The position in the list after which the page begins. `@odata.nextLink` has it."
		p.Schema = &Schema{Type: "string", MinLength: 1}
		return b.shared(key, p), nil
	case "$count":
		p.Description = "Whether the response has `@odata.count`."
		p.Schema = &Schema{Type: "boolean", Default: false}
		return b.shared(key, p), nil
	case "$select":
		p.Description = "The members that each entity in the response has, separated by commas. By default it has all members."
		p.Style, p.Explode = "form", pointer(false)
		p.Schema = &Schema{Type: "array", Items: &Schema{Type: "string", Enum: r.Members}}
	case "action":
		p.Description = "The action that is counted."
		p.Schema = &Schema{Type: "string", Enum: r.Actions, Default: "access"}
	case "$orderby":
		p.Description = "The order of the list."
		p.Schema = &Schema{Type: "string", Enum: r.Orders}
	case "$filter":
		p.Description = fmt.Sprintf("Compares `%s` with one or two times, which bound it below and above. The operators are `ge`, `gt`, `le` and `lt`.", r.Filter)
		comparison := regexp.QuoteMeta(r.Filter) + ` +(ge|gt|le|lt) +\S+`
		p.Schema = &Schema{Type: "string", Pattern: "^ *" + comparison + "( +and +" + comparison + ")? *$"}
		p.Example = fmt.Sprintf("%[1]s ge 2017-01-01T00:00:00Z and %[1]s lt 2017-02-01T00:00:00Z", r.Filter)
	default:
		return nil, fmt.Errorf("the query option %s is not known", name)
	}
	return p, nil
}

// requestHeader returns a header of requests.
func requestHeader(name string) *parameter {
	p := &parameter{Name: name, In: "header", Schema: &Schema{Type: "string"}}
	switch name {
	case "client-request-id":
		p.Description = "An id of the request that the client chooses: 1 to 128 printable ASCII characters. The response repeats it. Any other value is ignored."
		p.Schema.Pattern = "^[ -~]{1,128}$"
	case "Retry-Attempt":
		p.Description = "The number of this repetition. The request then has the result of the earlier request with the same caller, path, body and `client-request-id`, if it created something."
		p.Schema = &Schema{Type: "integer", Minimum: pointer(0)}
	case "Idempotency-Key":
		p.Description = "Makes the request safe to repeat: with the same key and body, it creates nothing again and has the same result. With the same key and another body, it is a conflict."
		p.Schema.MinLength, p.Schema.MaxLength = 1, models.MaxIDLength
	case "Content-Encoding":
		p.Description = "The compression of the body. By default it is not compressed."
		p.Schema.Enum = []string{"gzip", "identity"}
	}
	return p
}

// operations returns the operations that a form of a route executes.
func operations(r Route, f Form) []*ast.OperationDefinition {
	all := make([]*ast.OperationDefinition, 0, 2+len(f.Lookups))
	all = append(all, r.Definition)
	for _, l := range f.Lookups {
		all = append(all, l.Definition)
	}
	if r.Variant != nil {
		all = append(all, r.Variant.Definition)
	}
	return all
}
