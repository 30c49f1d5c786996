// Package plan executes operations from plans. A plan is the compiled form of an operation of
// a valid document. It has everything that is the same for each execution: the merged fields of
// each object type, their names as JSON, and the arguments that do not depend on variables.
//
// A plan is executed by one goroutine, depth first. The store loads the fields of all objects of
// a list when the field of the first one is resolved (see read.Batches), so a field takes one
// statement however many objects there are. The values are appended to one buffer.
//
// gqlgen's executor is the reference. Both call the same resolvers, and have the same result,
// errors, cost and size. They differ only for a field that is selected on an interface and whose
// arguments are others in the object type, or that is selected on several interfaces. Plans follow
// the specification there. The server's schema has no such fields. gqlgen executes the operations
// that have no plan.
package plan

import "github.com/vektah/gqlparser/v2/ast"

// Plan is the compiled form of an operation, for one combination of the conditions of @skip
// and @include.
type Plan struct {
	kind   ast.Operation
	object string
	fields []Field
	// bytes is the approximate memory of the plan. The document, to which the plan refers, is not
	// counted.
	bytes int
}

// Field is a field of a plan.
type Field struct {
	*Accessor
	// name is the response name in quotes, with a colon.
	name []byte
	// typename is the value of __typename. It is nil for any other field.
	typename []byte
	field    *ast.Field
	object   string // type of the object that has the field
	// nonNull and elementNonNull tell whether null is no value of the field and of an element
	// of its list.
	nonNull, elementNonNull bool
	// whole is true for identity sets, which are counted as a whole.
	whole bool
	// nameBytes is the size that the name of the field adds to the response.
	nameBytes int
	// typenames is the number of __typename fields of each object of the value, and
	// typenameBytes is their size. They are 0 for an interface.
	typenames, typenameBytes int
	// selections are the fields of the value for each object type that it can have.
	selections []selection
	// call has the arguments. It is nil if the field has none in the schema.
	call *call
}

// selection is the selected fields of an object type.
type selection struct {
	object string
	fields []Field
}
