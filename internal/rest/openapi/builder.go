package openapi

import (
	"fmt"
	"slices"
	"strings"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"
	"github.com/vektah/gqlparser/v2/ast"

	"github.com/itemactivity/itemactivity/internal/rest/graphapi"
)

// Options are the options of a document.
type Options struct {
	// PublicURL is the URL of the server, without a slash at the end.
	PublicURL string
	// Version is the version of the server.
	Version string
	// Authentication is true if requests need an access token.
	Authentication bool
}

// builder builds a document.
type builder struct {
	document
	options Options
	schema  *ast.Schema
	objects map[string]*object
	uses    []*use
}

// Encode returns the document of the routes as JSON. The schema is that of their GraphQL
// documents. It returns an error if two operations have the same id, or two members of one
// object different types.
func Encode(schema *ast.Schema, routes []Route, o Options) ([]byte, error) {
	b := &builder{options: o, schema: schema, objects: map[string]*object{}}
	b.OpenAPI, b.Info = "3.1.0", info{
		Title: "itemactivity", Version: o.Version,
		Summary: "URLs of Microsoft Graph: what happened to the files of groups", Description: introduction,
	}
	for _, version := range graphapi.Versions {
		b.Servers = append(b.Servers, server{o.PublicURL + "/" + version, "All versions serve the same."})
	}
	b.Components.SecuritySchemes.add(schemeName, securityScheme{
		Type: "http", Scheme: "bearer", BearerFormat: "JWT",
		Description: "An access token. A requirement lists the permissions that the token must grant: a user's token as scopes, an application's token as roles. In development mode the server needs no token.",
	})
	b.addError()
	ids := map[string]bool{}
	for _, r := range routes {
		for _, f := range r.Forms {
			if ids[f.OperationID] {
				return nil, fmt.Errorf("OpenAPI: two operations have the id %s", f.OperationID)
			}
			ids[f.OperationID] = true
			if err := b.add(r, f); err != nil {
				return nil, fmt.Errorf("OpenAPI: %s: %w", f.OperationID, err)
			}
		}
	}
	b.resolve()
	text, err := json.Marshal(b.document)
	if err != nil {
		return nil, fmt.Errorf("OpenAPI: %w", err)
	}
	return text, nil
}

// add adds the operation of a route at one of its paths.
func (b *builder) add(r Route, f Form) error {
	item, known := b.Paths.find(f.Path)
	if !known {
		item = new(pathItem)
		b.Paths.add(f.Path, item)
	}
	o := &operation{
		OperationID: f.OperationID, Tags: []string{b.tag(r.TypeName)}, Summary: r.summary(b.describe(r)),
		Description: "This executes " + b.explain(r), Security: b.security(operations(r, f)),
	}
	if r.Own {
		o.Description = "Microsoft Graph does not have this path. " + o.Description
	}
	if r.Variant != nil {
		o.Description += "\n\nIf the body has the member `" + r.Variant.Body.Requires + "`, this executes " + b.explain(*r.Variant)
	}
	var err error
	if o.Parameters, err = b.parameters(r, f); err != nil {
		return err
	}
	if r.Body != nil {
		o.RequestBody = b.requestBody(r)
	}
	if o.Responses, err = b.responses(r, f); err != nil {
		return err
	}
	item.add(strings.ToLower(r.Method), o)
	return nil
}

// describe returns the description of what a route returns or does.
func (b *builder) describe(r Route) string {
	if isAbstract(r.Field) {
		return b.schema.Types[r.TypeName].Description
	}
	return r.Field.Definition.Description
}

// explain returns the name of a route's field, with its description.
func (b *builder) explain(r Route) string {
	field := r.Field.ObjectDefinition.Name + "." + r.Field.Name
	return "the GraphQL field `" + field + "`. The description of the field:\n\n" + b.describe(r) + fixedArguments(r.Field)
}

// tag adds the tag of a type, and returns its name.
func (b *builder) tag(typeName string) string {
	name := graphapi.TypeName(typeName)
	for _, known := range b.Tags {
		if known.Name == name {
			return name
		}
	}
	b.Tags = append(b.Tags, tag{name, b.schema.Types[typeName].Description})
	return name
}

// selects reports whether a request can select the members of the entity.
func (r Route) selects() bool { return slices.Contains(r.Options, "$select") }

// examples returns the examples of a body.
func examples(body jsontext.Value) (all list[example]) {
	if body != nil {
		all.add("documented", example{"As in the documentation of Microsoft Graph", body})
	}
	return all
}

const introduction = `The paths, the JSON and the errors are those of Microsoft Graph. The descriptions of the paths that Microsoft Graph does not have say so.

- **Descriptions** are those of the GraphQL schema. A member that is null in GraphQL is left out here. An object that is null in GraphQL is a 404 here.
- **Groups.** ` + "`/me/joinedGroups/{groupId}`" + ` is the same as ` + "`/groups/{groupId}`" + `. An application has no ` + "`/me`" + `.
- **Ids** in a path are encoded, so that ` + "`/`" + ` is ` + "`%2F`" + `. The objects of a path must belong together.
- **Query options** other than those of an operation are errors that name them. With ` + "`$select`" + `, an entity has only the selected members, so that no member of it is required in a response to GET.
- **HEAD** works like GET.`
