package openapi

import (
	"github.com/go-json-experiment/json/jsontext"
	"github.com/vektah/gqlparser/v2/ast"
)

// Route describes a method and its paths.
type Route struct {
	Method string
	Forms  []Form
	// Summary is a sentence without a period. If it is empty, the first sentence of the
	// description of Field is used.
	Summary string
	// Definition is the operation that the route executes.
	Definition *ast.OperationDefinition
	// Field is the field of the entity, of the list of entities, or of the connection.
	Field *ast.Field
	// Selection is the selection of the entity, or of the elements of the list.
	Selection ast.SelectionSet
	// TypeName is the GraphQL type of the entity. IsList is true for a list of entities.
	TypeName string
	IsList   bool
	// Match has the response names that lead to the fields whose values parameters must have.
	Match map[string][]string
	// Body is nil if the request has no body.
	Body *Body
	// Variant is executed instead if the body has the member that the body of the variant
	// requires. Of a variant, only the operation, the body and the response count. It may be
	// nil.
	Variant *Route
	// Values are the schemas of the parameters and the members of the body that are not
	// passed on to the document as they are.
	Values map[string]*Schema
	// Options are the names of the query options.
	Options []string
	// Members are the values of $select, Orders those of $orderby, and Filter is the member
	// that $filter compares.
	Members, Orders []string
	Filter          string
	// Actions are the values of the option action.
	Actions []string
	// Own means that Microsoft Graph does not have the paths.
	Own bool
	// Status is the status of a success.
	Status int
	// Creates is true if the response has the URL of what was created.
	Creates bool
	// Request and Response are examples of the bodies. They may be nil.
	Request, Response jsontext.Value
}

// Form is a path of a route.
type Form struct {
	Path string
	// OperationID is unique among all forms of all routes.
	OperationID string
	// Lookups are the operations that are executed before that of the route.
	Lookups []Lookup
}

// Lookup is an operation that finds or checks parameters.
type Lookup struct {
	Definition *ast.OperationDefinition
	// Match is as in a Route.
	Match map[string][]string
}

// Body describes the body of a request.
type Body struct {
	// Type has the members of the body.
	Type *ast.Definition
	// Variables has the variables that the members become. It is nil if Type is an input type
	// of the schema. If it is empty, the body can be left out.
	Variables map[string]string
	// Requires is a member that must be in the body, whatever Type says. It may be empty.
	Requires string
	// Ignored are the members that have no effect.
	Ignored []string
}
