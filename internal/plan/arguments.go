package plan

import (
	"cmp"
	"slices"

	"github.com/vektah/gqlparser/v2/ast"

	"github.com/itemactivity/itemactivity/internal/strictjson"
)

// call is the arguments of a field of a document. All selections of the field in a plan share it.
type call struct {
	// inputs are the arguments, in the order of the schema. They are nil if they were decoded.
	inputs []input
	// arguments are the decoded arguments. They are nil if they are decoded for each object,
	// which decodes tells.
	arguments any
	decodes   bool
}

// input is an argument of a field.
type input struct {
	// value and byDefault are the value in the document and the default value in the schema.
	// Either may be nil.
	value, byDefault *ast.Value
	// constant is the value if it is a literal without variables, which isConstant tells. It is
	// shared by all executions.
	constant   any
	isConstant bool
}

// inputs returns the arguments of a field, in the order of the schema.
func (k *compilation) inputs(field *ast.Field) []input {
	inputs := make([]input, len(field.Definition.Arguments))
	for i, definition := range field.Definition.Arguments {
		in := input{byDefault: definition.DefaultValue}
		if a := field.Arguments.ForName(definition.Name); a != nil {
			in.value = a.Value
		}
		if literal := in.literal(); literal != nil && !hasVariable(literal) {
			value := valueOf(literal, nil)
			if k.isComposite(definition.Type) {
				value = strictjson.Of(value)
			}
			in.constant, in.isConstant = value, true
		}
		inputs[i] = in
	}
	return inputs
}

// literal returns the value in the document or, without one, the default value. It may be nil.
func (in *input) literal() *ast.Value { return cmp.Or(in.value, in.byDefault) }

// bytes returns the approximate memory of an argument.
func (in *input) bytes() int {
	if literal := in.literal(); literal != nil {
		return inputBytes + literalBytes(literal)
	}
	return inputBytes
}

// literalBytes returns the approximate memory of a decoded literal.
func literalBytes(v *ast.Value) int {
	total := valueBytes + len(v.Raw)
	for _, c := range v.Children {
		total += len(c.Name) + literalBytes(c.Value)
	}
	return total
}

// isComposite reports whether the values of a type are lists or input objects.
func (k *compilation) isComposite(t *ast.Type) bool {
	return t.Elem != nil || k.schema.Types[t.Name()].Kind == ast.InputObject
}

// Argument returns the value of an argument, which is counted in the order of the schema, or false
// if it was omitted and has no default value. strictjson.Of accepts the value of a list or an input
// object. The value must not be changed.
func (f *Field) Argument(i int, variables map[string]any) (value any, ok bool) {
	in := &f.call.inputs[i]
	switch {
	case in.isConstant:
		return in.constant, true
	case in.value != nil && in.value.Kind == ast.Variable:
		if value, ok = variables[in.value.Raw]; ok {
			return value, true
		}
	case in.value != nil:
		return valueOf(in.value, variables), true
	}
	if in.byDefault == nil {
		return nil, false
	}
	return valueOf(in.byDefault, variables), true
}

// valueOf returns the value of a literal of a valid document.
func valueOf(literal *ast.Value, variables map[string]any) any {
	value, err := literal.Value(variables)
	if err != nil {
		panic(err) // the document is valid
	}
	return value
}

// decode decodes the arguments of the field. Their values were checked before: literals when the document
// was validated, and the values of variables when they were coerced.
func (f *Field) decode(variables map[string]any) any {
	arguments, err := f.Decode(f, variables)
	if err != nil {
		panic(err)
	}
	return arguments
}

// call returns the arguments of a field. It decodes them if they do not depend on variables.
// Arguments with input objects or lists are decoded for each execution, because a resolver may
// change them.
func (k *compilation) call(f *Field) *call {
	if made := k.calls[f.field]; made != nil {
		return made
	}
	made := &call{inputs: k.inputs(f.field), decodes: true}
	k.calls[f.field] = made
	if k.isConstant(f.field) {
		f.call = made // Decode reads it
		arguments := f.decode(nil)
		k.bytes += len(made.inputs) * inputBytes
		*made = call{arguments: arguments}
		return made
	}
	for i := range made.inputs {
		k.bytes += made.inputs[i].bytes()
	}
	return made
}

// isConstant reports whether the arguments of a field have no variables, and no values that a
// resolver may change.
func (k *compilation) isConstant(field *ast.Field) bool {
	composite := func(a *ast.ArgumentDefinition) bool { return k.isComposite(a.Type) }
	variable := func(a *ast.Argument) bool { return hasVariable(a.Value) }
	return !slices.ContainsFunc(field.Definition.Arguments, composite) && !slices.ContainsFunc(field.Arguments, variable)
}

func hasVariable(value *ast.Value) bool {
	return value.Kind == ast.Variable ||
		slices.ContainsFunc(value.Children, func(c *ast.ChildValue) bool { return hasVariable(c.Value) })
}
