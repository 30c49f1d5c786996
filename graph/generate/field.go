package main

import (
	"fmt"
	"go/types"
	"strings"

	"github.com/99designs/gqlgen/codegen"
	"github.com/99designs/gqlgen/codegen/config"
	"github.com/99designs/gqlgen/codegen/templates"
	"github.com/vektah/gqlparser/v2/ast"
)

// field is a field of an object type.
type field struct {
	*codegen.Field
	// Scopes are the names in the directive @scope of the field.
	Scopes []string
	// append is the function of package plan that appends the value.
	append string
}

func newField(f *codegen.Field) (field, error) {
	made := field{Field: f}
	fail := func(format string, args ...any) (field, error) {
		return made, fmt.Errorf("plans do not support the field %s.%s: %s", f.Object.Name, f.Name, fmt.Sprintf(format, args...))
	}
	if f.IsMap() || f.HasHaser || f.VOkFunc || f.Batch || f.Stream || f.TypeReference.IsRoot {
		return fail("it is a subscription, or not bound to a struct member, a method or a resolver")
	}
	for _, a := range f.Args {
		if len(a.ImplDirectives()) > 0 || a.TypeReference.IsOmittable {
			return fail("its argument %s has a directive or is an Omittable", a.Name)
		}
	}
	for _, d := range f.ImplDirectives() {
		if d.Name != "scope" || made.Scopes != nil {
			return fail("it has the directive @%s", d.Name)
		}
		for _, name := range d.Args[0].Value.([]any) {
			made.Scopes = append(made.Scopes, name.(string))
		}
	}
	if made.append = appendFunction(f.TypeReference); made.append == "" {
		return fail("package plan has no function for the Go type %s", f.TypeReference.GO)
	}
	return made, nil
}

// appendFunction returns the name of the function of package plan for the values of a type, or "" if
// there is none.
func appendFunction(t *config.TypeReference) string {
	switch {
	case t.IsSlice() && hasFields(t.Definition) && !t.Elem().IsSlice():
		if t.Definition.Kind == ast.Interface {
			return "InterfaceList"
		}
		if t.Elem().IsPtr() {
			return "List"
		}
		return ""
	case t.IsSlice():
		return ""
	case t.Definition.Kind == ast.Interface:
		return "Interface"
	case t.Definition.Kind == ast.Object && t.IsPtr():
		return "Object"
	case t.HasEnumValues() && !t.IsPtr():
		return "Enum"
	case t.Definition.Kind != ast.Scalar:
		return ""
	}
	base := t.GO
	optional := ""
	if t.IsPtr() {
		base, optional = t.Elem().GO, "Optional"
	}
	switch types.TypeString(base, (*types.Package).Name) {
	case "string":
		return optional + "String"
	case "int":
		return optional + "Int"
	case "bool":
		return optional + "Boolean"
	case "models.ID":
		return optional + "ID"
	}
	if method, _, _ := types.LookupFieldOrMethod(base, false, nil, "AppendGQL"); method != nil {
		return optional + "Scalar"
	}
	return ""
}

// Call returns the expression for the value of the field: a struct member, or the call of a method
// or a resolver.
func (f field) Call() string {
	switch {
	case f.IsResolver:
		return "resolver." + f.GoFieldName + "(" + f.arguments("e.Context()") + ")"
	case f.IsMethod() && f.MethodHasContext:
		return "obj." + f.GoFieldName + "(" + f.arguments("e.Context()") + ")"
	case f.IsMethod():
		return "obj." + f.GoFieldName + "(" + f.arguments() + ")"
	}
	return "obj." + f.GoFieldName
}

func (f field) arguments(first ...string) string {
	all := first
	if f.IsResolver && !f.Object.Root {
		all = append(all, "obj")
	}
	for _, a := range f.Args {
		all = append(all, "args."+a.VarName)
	}
	return strings.Join(all, ", ")
}

// Fails reports whether the call has an error as its second result.
func (f field) Fails() bool { return f.IsResolver || f.IsMethod() && !f.NoErr }

// Append returns the expression that appends a value.
func (f field) Append(value string) string {
	switch f.append {
	case "Enum":
		value = f.TypeReference.EnumMarshalVar(false) + "[" + value + "]"
	case "Interface", "InterfaceList":
		value += ", objectOf" + f.TypeReference.Definition.Name
	}
	return "plan." + f.append + "(e, f, " + value + ")"
}

// ArgumentsType returns the name of the type of the decoded arguments.
func (f field) ArgumentsType() string {
	return templates.LcFirst(f.Object.Name) + templates.UcFirst(f.Name) + "Arguments"
}

// UsesObject reports whether the call uses the object of the field.
func (f field) UsesObject() bool { return !f.Object.Root }
