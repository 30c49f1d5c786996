package rest

import (
	"maps"
	"slices"
	"strings"

	"github.com/vektah/gqlparser/v2/ast"

	"github.com/itemactivity/itemactivity/models"
)

// bodyReader turns the body of a request into the value of an input type.
type bodyReader struct {
	schema *ast.Schema
	// ignored are members that callers of Graph must send and that mean nothing here.
	ignored []string
}

// input turns an object of Graph into a value of an input type, in place. It removes the
// annotations @odata.type after it has compared them with the type. An unknown member is an
// error that names it.
func (b bodyReader) input(object map[string]any, typeName string) error {
	for _, name := range b.ignored {
		delete(object, name)
	}
	return b.object(object, b.schema.Types[typeName], "")
}

func (b bodyReader) object(object map[string]any, definition *ast.Definition, path string) error {
	for _, name := range slices.Sorted(maps.Keys(object)) {
		at, value := path+name, object[name]
		if name == odataTypeMember {
			if err := checkType(value, definition, at); err != nil {
				return err
			}
			delete(object, name)
			continue
		}
		field := definition.Fields.ForName(name)
		// The annotation @odata.type says what the input field odataType says.
		if field == nil || name == "odataType" {
			return models.Invalid(at, "The member %s is unknown.", models.Quote(at))
		}
		if err := b.value(value, b.schema.Types[field.Type.Name()], at); err != nil {
			return err
		}
	}
	return nil
}

func (b bodyReader) value(value any, definition *ast.Definition, at string) error {
	if definition.Kind != ast.InputObject {
		return nil
	}
	switch value := value.(type) {
	case map[string]any:
		return b.object(value, definition, at+".")
	case []any:
		for _, element := range value {
			if err := b.value(element, definition, at); err != nil {
				return err
			}
		}
	}
	return nil
}

const odataTypeMember = "@odata.type"

// checkType compares an annotation @odata.type with the input type of its object. Graph's
// callers send it with and without the sign #.
func checkType(value any, definition *ast.Definition, at string) error {
	want := typePrefix + graphName(strings.TrimSuffix(definition.Name, "Input"))
	if sent, ok := value.(string); !ok || strings.TrimPrefix(sent, "#") != want {
		return models.Invalid(at, "The member %s must be #%s.", models.Quote(at), want)
	}
	return nil
}
