package rest

import (
	"maps"
	"slices"
	"strings"

	"github.com/vektah/gqlparser/v2/ast"

	"github.com/itemactivity/itemactivity/internal/rest/graphapi"
	"github.com/itemactivity/itemactivity/models"
)

// bodyReader turns the body of a request into the value of an input type.
type bodyReader struct {
	schema *ast.Schema
	// ignored are members that callers of Graph must send and that mean nothing here.
	ignored []string
	// rejected has the reasons why members that Graph knows are rejected.
	rejected map[string]string
	// convert has the functions that read members of the body.
	convert map[string]conversion
}

// read turns an object of Graph into a value of an input type, in place. It removes the
// annotations @odata.type after it has compared them with the type. An unknown member is an
// error that names it.
func (b bodyReader) read(object map[string]any, definition *ast.Definition) (err error) {
	for _, name := range b.ignored {
		delete(object, name)
	}
	for _, name := range slices.Sorted(maps.Keys(b.rejected)) {
		if _, sent := object[name]; sent {
			return models.Invalid(name, "The member %s is not supported here. %s", models.Quote(name), b.rejected[name])
		}
	}
	if err := b.object(object, definition, ""); err != nil {
		return err
	}
	if len(b.convert) == 0 {
		return nil
	}
	for _, name := range slices.Sorted(maps.Keys(object)) {
		if convert := b.convert[name]; convert != nil {
			if object[name], err = convert(name, object[name]); err != nil {
				return err
			}
		}
	}
	return nil
}

func (b bodyReader) object(object map[string]any, definition *ast.Definition, path string) error {
	if sent, ok := object[odataTypeMember]; ok {
		if err := checkType(sent, definition, path+odataTypeMember); err != nil {
			return err
		}
		delete(object, odataTypeMember)
	}
	known := 0
	for _, field := range definition.Fields {
		value, sent := object[field.Name]
		if !sent || field.Name == typeField {
			continue
		}
		known++
		if err := b.value(value, field.Type, path+field.Name); err != nil {
			return err
		}
	}
	if known < len(object) {
		return unknownMember(object, definition, path)
	}
	for _, field := range definition.Fields {
		if _, sent := object[field.Name]; !sent && field.Type.NonNull && field.DefaultValue == nil {
			return models.Invalid(path+field.Name, "The member %s is required.", models.Quote(path+field.Name))
		}
	}
	return nil
}

// typeField is the input field that says what the annotation @odata.type says. Callers of
// Graph send the annotation.
const typeField = "odataType"

// unknownMember returns an error that names the first member in alphabetical order that the
// type does not have.
func unknownMember(object map[string]any, definition *ast.Definition, path string) error {
	for _, name := range slices.Sorted(maps.Keys(object)) {
		if name == typeField || definition.Fields.ForName(name) == nil {
			return models.Invalid(path+name, "The member %s is unknown.", models.Quote(path+name))
		}
	}
	return nil
}

// value checks the form of a value. Texts and numbers are checked when the variables of the
// document are coerced.
func (b bodyReader) value(value any, t *ast.Type, at string) error {
	if value == nil {
		if t.NonNull {
			return models.Invalid(at, "The member %s must not be null.", models.Quote(at))
		}
		return nil
	}
	if t.Elem != nil {
		list, ok := value.([]any)
		if !ok {
			return models.Invalid(at, "The member %s must be an array.", models.Quote(at))
		}
		for _, element := range list {
			if err := b.value(element, t.Elem, at); err != nil {
				return err
			}
		}
		return nil
	}
	definition := b.schema.Types[t.NamedType]
	if definition.Kind != ast.InputObject {
		return nil
	}
	object, ok := value.(map[string]any)
	if !ok {
		return models.Invalid(at, "The member %s must be an object.", models.Quote(at))
	}
	return b.object(object, definition, at+".")
}

const (
	odataTypeMember = "@odata.type"
	typePrefix      = graphapi.TypePrefix
)

// checkType compares an annotation @odata.type with the input type of its object. Graph's
// callers send it with and without the sign #.
func checkType(value any, definition *ast.Definition, at string) error {
	want := typePrefix + graphapi.InputTypeName(definition.Name)
	if sent, ok := value.(string); !ok || strings.TrimPrefix(sent, "#") != want {
		return models.Invalid(at, "The member %s must be #%s.", models.Quote(at), want)
	}
	return nil
}
