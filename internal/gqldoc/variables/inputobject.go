package variables

import (
	"slices"

	"github.com/vektah/gqlparser/v2/ast"

	"github.com/itemactivity/itemactivity/internal/gqldoc/docerror"
	"github.com/itemactivity/itemactivity/internal/strictjson"
)

func (c *coercer) object(definition *ast.Definition, given strictjson.Value) {
	if given.Kind() != '{' {
		c.invalid(given, `Expected type "%s" to be an object.`, definition.Name)
		return
	}
	known := 0
	for _, field := range definition.Fields {
		c.path.PushName(field.Name)
		member, ok := given.Member(field.Name)
		switch {
		case ok:
			known++
			c.check(field.Type, member)
		case field.DefaultValue == nil && field.Type.NonNull:
			c.invalid(given, `Field "%s" of required type "%s" was not provided.`, field.Name, field.Type)
		}
		c.path.Pop()
	}
	if known < given.Len() {
		c.unknown(definition, given)
	}
	if definition.Directives.ForName("oneOf") != nil {
		c.oneOf(definition, given)
	}
}

func (c *coercer) unknown(definition *ast.Definition, given strictjson.Value) {
	var names []string
	for member, ok := given.First(); ok; member, ok = member.Next() {
		if definition.Fields.ForName(member.Name()) == nil {
			names = append(names, member.Name())
		}
	}
	slices.Sort(names)
	for _, name := range names {
		c.path.PushName(name)
		c.invalid(given, `Field %s is not defined by type "%s".`, docerror.Quote(name), definition.Name)
		c.path.Pop()
	}
}

func (c *coercer) oneOf(definition *ast.Definition, given strictjson.Value) {
	if given.Len() != 1 {
		c.invalid(given, `Exactly one key must be specified for OneOf type "%s".`, definition.Name)
	}
	for member, ok := given.First(); ok; member, ok = member.Next() {
		if member.IsNull() {
			c.invalid(given, `Field %s must be non-null.`, docerror.Quote(member.Name()))
		}
	}
}
