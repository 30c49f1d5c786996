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
		if f.Default != nil || f.IsResolver || !f.IsVariable() || len(f.ImplDirectives()) > 0 {
			return fmt.Errorf("plans do not support the input %s: its field %s has a default value, a directive or a resolver", o.Name, f.Name)
		}
	}
	return nil
}

// decode returns the expression that decodes a value. Its results are the decoded value and an
// error.
func decode(t *config.TypeReference, value string) string {
	if t.Definition.Kind != ast.InputObject {
		return "ec." + t.UnmarshalFunc() + "(noPath, " + value + ")"
	}
	function := "decode" + t.Definition.Name
	optional := ""
	if !t.GQL.NonNull {
		optional = "Optional"
	}
	switch {
	case t.IsSlice():
		element := t.Elem()
		return fmt.Sprintf("decode%sList(ec, %s, func(ec *executionContext, element any) (%s, error) { return %s })",
			optional, value, templates.CurrentImports.LookupType(element.GO), decode(element, "element"))
	case t.IsPtr() && optional != "":
		return fmt.Sprintf("decodeOptional(ec, %s, %s)", value, function)
	case t.IsPtr():
		return fmt.Sprintf("decodePointer(ec, %s, %s)", value, function)
	}
	return fmt.Sprintf("%s(ec, %s)", function, value)
}
