package main

import (
	"fmt"
	"go/types"

	"github.com/99designs/gqlgen/codegen"
	"github.com/99designs/gqlgen/codegen/config"
	"github.com/99designs/gqlgen/codegen/templates"
	"github.com/vektah/gqlparser/v2/ast"
)

// checkInput returns an error if the template does not support an input type.
func checkInput(o *codegen.Object) error {
	_, isStruct := o.Type.Underlying().(*types.Struct)
	if !isStruct || len(o.Directives) > 0 {
		return fmt.Errorf("plans do not support the input %s: it has a directive, or is not bound to a struct", o.Name)
	}
	for _, f := range o.Fields {
		if f.IsResolver || !f.IsVariable() || len(f.ImplDirectives()) > 0 {
			return fmt.Errorf("plans do not support the input %s: its field %s has a directive or a resolver", o.Name, f.Name)
		}
	}
	return nil
}

// isComposite reports whether the values of a type are lists or input objects.
func isComposite(t *config.TypeReference) bool {
	return t.GQL.Elem != nil || t.Definition.Kind == ast.InputObject
}

// decode returns the expression that decodes a strictjson.Value that is not null. Its results are
// the decoded value and an error.
func decode(t *config.TypeReference, value string) string {
	switch {
	case t.GQL.Elem != nil:
		element := t.Elem()
		return fmt.Sprintf("decodeList(ec, %s, func(ec *executionContext, element strictjson.Value) (%s, error) { return %s })",
			value, templates.CurrentImports.LookupType(element.GO), decode(element, "element"))
	case t.Definition.Kind == ast.InputObject && t.IsPtr():
		return fmt.Sprintf("decodePointer(ec, %s, decode%s)", value, t.Definition.Name)
	case t.Definition.Kind == ast.InputObject:
		return fmt.Sprintf("decode%s(ec, %s)", t.Definition.Name, value)
	}
	switch t.Definition.Name + " " + t.GO.String() {
	case "String string":
		return "decodeText(" + value + ")"
	case "String *string":
		return "decodeOptionalText(" + value + ")"
	}
	return "ec." + t.UnmarshalFunc() + "(noPath, " + leaf(t.Definition, value) + ")"
}

// leaf returns the expression for the value of a scalar or an enum as gqlgen's functions accept it.
func leaf(definition *ast.Definition, value string) string {
	switch definition.Name {
	case "Boolean":
		return value + ".Bool()"
	case "Int", "Float", "ID":
		return "variables." + definition.Name + "(" + value + ")"
	}
	return value + ".Text()"
}
