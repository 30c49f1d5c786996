package rest

import (
	"errors"
	"io/fs"
	"maps"
	"slices"
	"strings"

	"github.com/go-json-experiment/json/jsontext"

	"github.com/itemactivity/itemactivity/internal/rest/openapi"
)

// OpenAPI returns the description of all routes as a document of OpenAPI. version is that of
// the server. If authentication is true, requests need an access token.
func (h *Handler) OpenAPI(version string, authentication bool) ([]byte, error) {
	described := make([]openapi.Route, len(h.served))
	for i, r := range h.served {
		var err error
		if described[i], err = r.endpoint.describe(); err != nil {
			return nil, err
		}
		for _, f := range r.forms {
			described[i].Forms = append(described[i].Forms, f.endpoint.describeForm(f.form))
		}
	}
	return openapi.Encode(h.engine.Schema(), described, openapi.Options{
		PublicURL: h.publicURL, Version: version, Authentication: authentication,
	})
}

// describe returns the description of a route without its forms.
func (p *endpoint) describe() (d openapi.Route, err error) {
	d = openapi.Route{
		Method: p.method, Summary: p.summary, Definition: p.Definition, Field: p.field, Selection: p.selection, TypeName: p.typeName, IsList: p.isList,
		Match: describeMatch(p.match), Values: map[string]*openapi.Schema{},
		Options: p.options, Members: p.members, Orders: slices.Sorted(maps.Keys(p.orderBy)), Filter: p.filter, Actions: slices.Sorted(maps.Keys(countedActions)),
		Own: p.own, Status: p.status, Creates: p.location != "",
	}
	if p.bodyType != nil {
		d.Body = &openapi.Body{Type: p.bodyType, Variables: p.body, Ignored: p.ignored}
	}
	for name := range p.convert {
		schema, ok := valueSchemas[name]
		if !ok {
			schema.Type = "string"
		}
		d.Values[name] = &schema
	}
	if p.variant != nil {
		v, err := p.variant.describe()
		if err != nil {
			return d, err
		}
		v.Body.Requires, d.Variant = p.route.variant.member, &v
	}
	if d.Request, err = readExample(p.document, "request"); err != nil {
		return d, err
	}
	d.Response, err = readExample(p.document, "response")
	return d, err
}

// describeForm returns the description of a form of the endpoint's route.
func (p *endpoint) describeForm(f form) openapi.Form {
	d := openapi.Form{Path: f.path, OperationID: p.document + f.suffix}
	for _, l := range p.before {
		d.Lookups = append(d.Lookups, openapi.Lookup{Definition: l.Definition, Match: describeMatch(l.match)})
	}
	return d
}

func describeMatch(match []matching) map[string][]string {
	at := map[string][]string{}
	for _, m := range match {
		at[m.parameter] = strings.Fields(m.at)
	}
	return at
}

// readExample reads the example of a body. It returns nil if the folder routes/examples has
// none.
func readExample(document, of string) (jsontext.Value, error) {
	text, err := documents.ReadFile("routes/examples/" + document + "." + of + ".json")
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	return text, err
}

// valueSchemas describe the values that conversions read, by the name of the parameter or of
// the member of the body. The description of any other value is that of the argument in the
// document that it becomes.
var valueSchemas = map[string]openapi.Schema{
	"startDateTime": {
		Type: "string", Pattern: periodPattern,
		Description: "The start of the period, inclusive: a day in UTC, such as `2017-01-01`, or a time with an offset.",
	},
	"endDateTime": {
		Type: "string", Pattern: periodPattern,
		Description: "The end of the period, inclusive: a day in UTC, such as `2017-01-31`, or a time with an offset.",
	},
	"interval": {
		Type: "string", Enum: slices.Sorted(maps.Keys(statIntervals)),
		Description: "The length of each window.",
	},
	"parentReference": openapi.Object("The new place of the item. Send either `id` or `path`.",
		openapi.Member{Name: odataTypeMember, Schema: &openapi.Schema{Type: "string", Enum: []string{"#" + itemReferenceType, itemReferenceType}, Description: "Not needed."}},
		openapi.Member{Name: "id", Schema: &openapi.Schema{Type: "string", MinLength: 1, Description: "The id of the folder that will contain the item."}},
		openapi.Member{Name: "path", Schema: &openapi.Schema{Type: "string", Enum: rootPaths, Description: "The top of the drive."}},
		openapi.Member{Name: "driveId", Schema: &openapi.Schema{Type: "string", MinLength: 1, Description: "Not needed. The id of the item's drive."}},
	),
	"@odata.id": {
		Type: "string", Format: "uri",
		Description: "The URL of the user, such as `https://HOST/v1.0/users/ID` or `https://HOST/v1.0/directoryObjects/ID`. Any host is accepted.",
	},
}

// periodPattern matches the days and the times of periods.
const periodPattern = `^\d{4}-\d\d-\d\d([Tt].+)?$`
