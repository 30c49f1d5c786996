package engine

import (
	"github.com/99designs/gqlgen/graphql"
	"github.com/vektah/gqlparser/v2/ast"

	"github.com/itemactivity/itemactivity/internal/gqldoc/cost"
	"github.com/itemactivity/itemactivity/internal/plan"
	"github.com/itemactivity/itemactivity/models"
)

// sizeOf returns the cost that a field adds to the response, in units, and its approximate
// size in bytes. The fields below it are counted separately.
func (l *responseLimit) sizeOf(field graphql.CollectedField, value any) (units, bytes int) {
	units, bytes = 1, len(field.Alias)+cost.NameOverhead
	switch value := value.(type) {
	case nil:
	case string:
		bytes += len(value)
	case *string:
		if value != nil {
			bytes += len(*value)
		}
	case models.ID:
		bytes += len(value)
	case encodedIdentitySets:
		units, bytes = units+value.fields/cost.IdentityFieldsPerUnit, bytes+len(value.text)
	default:
		if len(field.Selections) > 0 {
			objects, typenames, names := plan.Length(value), 0, 0
			if objects > 0 {
				typenames, names = l.typenames(field)
			}
			units += objects * (cost.ObjectUnits + typenames)
			bytes += objects * (len("{}") + names)
		}
	}
	return units, bytes
}

// objectTypes maps each object type of a schema to the type conditions that it satisfies.
// These are the type itself and its interfaces, in gqlgen's order.
type objectTypes map[string][]string

func objectTypesOf(schema *ast.Schema) objectTypes {
	types := objectTypes{}
	for name, definition := range schema.Types {
		if definition.Kind == ast.Object {
			types[name] = append([]string{name}, definition.Interfaces...)
		}
	}
	return types
}

// typenames returns the number of __typename fields in each object of a field, and their
// size in bytes. It returns 0 for an interface, whose objects may have several types.
func (l *responseLimit) typenames(field graphql.CollectedField) (fields, bytes int) {
	name := field.Definition.Type.Name()
	satisfied, ok := l.types[name]
	if !ok {
		return 0, 0
	}
	for _, selected := range graphql.CollectFields(l.op, field.Selections, satisfied) {
		if selected.Name == "__typename" {
			fields++
			bytes += len(selected.Alias) + cost.NameOverhead + len(name)
		}
	}
	return fields, bytes
}
