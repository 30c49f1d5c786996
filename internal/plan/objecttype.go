package plan

// ObjectType is an object type of the schema, with the code that resolves its fields. The
// code is generated (see graph/generate).
type ObjectType struct {
	Name   string
	Fields map[string]*Accessor
}

// Accessor resolves a field of an object type.
type Accessor struct {
	// Decode decodes the arguments of the field with the values of variables. It is nil if the
	// field has none. The values are valid, so it does not fail.
	Decode func(f *Field, variables map[string]any) (arguments any, err error)
	// Append resolves the field of an object and appends its value. It returns false if the
	// value is null.
	Append func(e *Execution, f *Field, object, arguments any) bool
	// Method is true if the field is bound to a method of Go or has a resolver. Resolver is
	// true if it has a resolver.
	Method, Resolver bool
}
