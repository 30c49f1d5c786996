package variables

import (
	"maps"
	"slices"

	"github.com/vektah/gqlparser/v2/ast"

	"github.com/itemactivity/itemactivity/internal/gqldoc/docerror"
)

func (c *coercer) object(definition *ast.Definition, given any) (value any, changed bool) {
	members, ok := given.(map[string]any)
	if !ok {
		c.invalid(given, `Expected type "%s" to be an object.`, definition.Name)
		return nil, true
	}
	coerced := members
	set := func(name string, value any) {
		if !changed {
			coerced, changed = maps.Clone(members), true
		}
		coerced[name] = value
	}
	known := 0
	for _, field := range definition.Fields {
		c.path.PushName(field.Name)
		member, ok := members[field.Name]
		switch {
		case ok:
			known++
			if one, other := c.value(field.Type, member); other {
				set(field.Name, one)
			}
		case field.DefaultValue != nil:
			set(field.Name, defaultValue(c.schema, field.Type, field.DefaultValue))
		case field.Type.NonNull:
			c.invalid(members, `Field "%s" of required type "%s" was not provided.`, field.Name, field.Type)
		}
		c.path.Pop()
	}
	if known < len(members) {
		c.unknown(definition, members)
	}
	if definition.Directives.ForName("oneOf") != nil {
		c.oneOf(definition, coerced)
	}
	return coerced, changed
}

func (c *coercer) unknown(definition *ast.Definition, members map[string]any) {
	for _, name := range slices.Sorted(maps.Keys(members)) {
		if definition.Fields.ForName(name) == nil {
			c.path.PushName(name)
			c.invalid(members, `Field %s is not defined by type "%s".`, docerror.Quote(name), definition.Name)
			c.path.Pop()
		}
	}
}

func (c *coercer) oneOf(definition *ast.Definition, coerced map[string]any) {
	if len(coerced) != 1 {
		c.invalid(coerced, `Exactly one key must be specified for OneOf type "%s".`, definition.Name)
	}
	for name, value := range coerced {
		if value == nil {
			c.invalid(coerced, `Field %s must be non-null.`, docerror.Quote(name))
		}
	}
}
