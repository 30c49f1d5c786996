// Package openapi describes the URLs of Microsoft Graph that the server serves, as a document
// of OpenAPI 3.1. It derives the description from the routes, their GraphQL documents and the
// descriptions in the GraphQL schema.
package openapi

import (
	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"
)

// document is a document of OpenAPI. Its types have only the members that this package sets.
type document struct {
	OpenAPI    string          `json:"openapi"`
	Info       info            `json:"info"`
	Servers    []server        `json:"servers"`
	Tags       []tag           `json:"tags"`
	Paths      list[*pathItem] `json:"paths"`
	Components components      `json:"components"`
}

type info struct {
	Title       string `json:"title"`
	Version     string `json:"version"`
	Summary     string `json:"summary"`
	Description string `json:"description"`
}

type server struct {
	URL         string `json:"url"`
	Description string `json:"description"`
}

type tag struct {
	Name        string `json:"name"`
	Description string `json:"description,omitzero"`
}

// pathItem has the operations of a path by method, in lower case.
type pathItem = list[*operation]

type components struct {
	Schemas         list[*Schema]        `json:"schemas"`
	Parameters      list[*parameter]     `json:"parameters"`
	Headers         list[header]         `json:"headers"`
	Responses       list[response]       `json:"responses"`
	SecuritySchemes list[securityScheme] `json:"securitySchemes"`
}

type operation struct {
	OperationID string         `json:"operationId"`
	Tags        []string       `json:"tags"`
	Summary     string         `json:"summary"`
	Description string         `json:"description"`
	Parameters  []*parameter   `json:"parameters"`
	RequestBody *requestBody   `json:"requestBody,omitzero"`
	Responses   list[response] `json:"responses"`
	// Security are alternatives. Each one has the permissions that it needs.
	Security []map[string][]string `json:"security"`
}

type parameter struct {
	Ref         string  `json:"$ref,omitzero"`
	Name        string  `json:"name,omitzero"`
	In          string  `json:"in,omitzero"`
	Description string  `json:"description,omitzero"`
	Required    bool    `json:"required,omitzero"`
	Style       string  `json:"style,omitzero"`
	Explode     *bool   `json:"explode,omitzero"`
	Schema      *Schema `json:"schema,omitzero"`
	Example     any     `json:"example,omitzero"`
}

type requestBody struct {
	Required bool            `json:"required"`
	Content  list[mediaType] `json:"content"`
}

type response struct {
	Ref         string          `json:"$ref,omitzero"`
	Description string          `json:"description,omitzero"`
	Headers     list[header]    `json:"headers,omitzero"`
	Content     list[mediaType] `json:"content,omitzero"`
}

type mediaType struct {
	Schema   *Schema       `json:"schema"`
	Examples list[example] `json:"examples,omitzero"`
}

type example struct {
	Summary string         `json:"summary"`
	Value   jsontext.Value `json:"value"`
}

type header struct {
	Ref         string  `json:"$ref,omitzero"`
	Description string  `json:"description,omitzero"`
	Required    bool    `json:"required,omitzero"`
	Schema      *Schema `json:"schema,omitzero"`
}

type securityScheme struct {
	Type         string `json:"type"`
	Scheme       string `json:"scheme"`
	BearerFormat string `json:"bearerFormat"`
	Description  string `json:"description"`
}

// list is a JSON object whose members keep their order.
type list[T any] []entry[T]

type entry[T any] struct {
	name  string
	value T
}

// add adds a member, if there is none with this name.
func (l *list[T]) add(name string, value T) {
	if _, ok := l.find(name); !ok {
		*l = append(*l, entry[T]{name, value})
	}
}

func (l list[T]) find(name string) (value T, ok bool) {
	for _, e := range l {
		if e.name == name {
			return e.value, true
		}
	}
	return value, false
}

// MarshalJSONTo implements json.MarshalerTo.
func (l list[T]) MarshalJSONTo(e *jsontext.Encoder) error {
	if err := e.WriteToken(jsontext.BeginObject); err != nil {
		return err
	}
	for _, member := range l {
		if err := e.WriteToken(jsontext.String(member.name)); err != nil {
			return err
		}
		if err := json.MarshalEncode(e, member.value); err != nil {
			return err
		}
	}
	return e.WriteToken(jsontext.EndObject)
}
