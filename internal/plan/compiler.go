package plan

import (
	"slices"
	"strings"

	"github.com/99designs/gqlgen/graphql"
	"github.com/vektah/gqlparser/v2/ast"

	"github.com/itemactivity/itemactivity/internal/gqldoc/cost"
)

// Reason is why an operation has no plan.
type Reason string

const (
	// Introspection is the reason for an operation that requests the schema.
	Introspection Reason = "introspection"
	// Size is the reason for an operation whose plan would be too large.
	Size Reason = "size"
)

// Reasons returns all reasons.
func Reasons() []string { return []string{string(Introspection), string(Size)} }

// maxFields is the maximum number of fields of a plan. The fields of an operation can grow
// exponentially with the length of its document.
const maxFields = 1000

// Compiler makes the plans of valid operations. Several goroutines may use it.
type Compiler struct {
	schema *ast.Schema
	types  map[string]*ObjectType
	// satisfied maps each object type to the type conditions that it satisfies, in the order
	// of gqlgen: the type itself and its interfaces.
	satisfied map[string][]string
	// typenames has the name of each object type as JSON.
	typenames map[string][]byte
}

// NewCompiler returns a compiler for the operations of a schema.
func NewCompiler(schema *ast.Schema, types []*ObjectType) *Compiler {
	c := &Compiler{schema: schema, types: map[string]*ObjectType{}, satisfied: map[string][]string{}, typenames: map[string][]byte{}}
	for _, t := range types {
		c.types[t.Name] = t
		c.typenames[t.Name] = appendText(nil, t.Name)
		c.satisfied[t.Name] = append([]string{t.Name}, schema.Types[t.Name].Interfaces...)
	}
	return c
}

// Compile returns the plan of an operation of a valid document, or the reason why it has
// none. The plan is valid for all variables that give the same values to the conditions of
// @skip and @include.
func (c *Compiler) Compile(doc *ast.QueryDocument, op *ast.OperationDefinition, variables map[string]any) (*Plan, Reason) {
	root := c.schema.Query
	if op.Operation == ast.Mutation {
		root = c.schema.Mutation
	}
	k := compilation{Compiler: c, context: &graphql.OperationContext{Doc: doc, Operation: op, Variables: variables}}
	k.names, k.fieldsOfTypes, k.calls = map[string][]byte{}, map[typedField]*ast.Field{}, map[*ast.Field]*call{}
	fields := k.fields(op.SelectionSet, root.Name)
	if k.reason != "" {
		return nil, k.reason
	}
	return &Plan{kind: op.Operation, object: root.Name, fields: fields, bytes: k.bytes}, ""
}

// compilation makes one plan.
type compilation struct {
	*Compiler
	context *graphql.OperationContext
	reason  Reason
	// size is the number of fields, and bytes the approximate memory.
	size, bytes int
	// names are the response names in quotes, with a colon, fieldsOfTypes the fields of the document
	// that were selected on an interface, and calls the arguments of fields. A fragment may have them
	// many times in a plan, which has one copy.
	names         map[string][]byte
	fieldsOfTypes map[typedField]*ast.Field
	calls         map[*ast.Field]*call
}

// typedField is a field of a document with its definition in an object type.
type typedField struct {
	field      *ast.Field
	definition *ast.FieldDefinition
}

// fields returns the fields of an object type that a selection set selects. gqlgen's function
// merges them, so that they are in the same order as in an execution by gqlgen.
func (k *compilation) fields(set ast.SelectionSet, object string) []Field {
	collected := merge(graphql.CollectFields(k.context, set, k.satisfied[object]))
	if k.size += len(collected); k.size > maxFields {
		k.reason = Size
	}
	k.bytes += len(collected) * fieldBytes
	fields := make([]Field, 0, len(collected))
	for _, one := range collected {
		if k.reason != "" {
			return nil
		}
		fields = append(fields, k.field(one, object))
	}
	return fields
}

// merge merges fields with the same response name. gqlgen's function does not merge those that were
// selected on interfaces of which none implements the other.
func merge(collected []graphql.CollectedField) []graphql.CollectedField {
	merged := make([]graphql.CollectedField, 0, len(collected))
	positions := make(map[string]int, len(collected))
	for _, f := range collected {
		if i, ok := positions[f.Alias]; ok {
			merged[i].Selections = slices.Concat(merged[i].Selections, f.Selections)
			continue
		}
		positions[f.Alias] = len(merged)
		merged = append(merged, f)
	}
	return merged
}

// fieldOf returns a field of the document with its definition in an object type. A field that was
// selected on an interface has the definition of the interface, whose arguments may have another
// order and other default values.
func (k *compilation) fieldOf(field *ast.Field, object string) *ast.Field {
	definition := k.schema.Types[object].Fields.ForName(field.Name)
	if definition == nil || definition == field.Definition {
		return field // it is a field of the object type, or __typename
	}
	key := typedField{field, definition}
	if known := k.fieldsOfTypes[key]; known != nil {
		return known
	}
	typed := *field
	typed.Definition = definition
	k.fieldsOfTypes[key] = &typed
	k.bytes += typedFieldBytes
	return &typed
}

func (k *compilation) field(collected graphql.CollectedField, object string) Field {
	f := Field{
		field: k.fieldOf(collected.Field, object), object: object,
		name:      k.name(collected.Alias),
		nameBytes: len(collected.Alias) + cost.NameOverhead,
	}
	if collected.Name == "__typename" {
		f.typename = k.typenames[object]
		return f
	}
	if strings.HasPrefix(collected.Name, "__") {
		k.reason = Introspection
		return f
	}
	accessor := k.types[object].Fields[collected.Name]
	f.Accessor = accessor
	t := f.field.Definition.Type
	f.nonNull, f.elementNonNull = t.NonNull, t.Elem != nil && t.Elem.NonNull
	f.whole = t.Name() == wholeType
	if f.Decode != nil {
		f.call = k.call(&f)
	}
	if definition := k.schema.Types[t.Name()]; definition.IsCompositeType() {
		for _, possible := range k.schema.GetPossibleTypes(definition) {
			k.bytes += selectionBytes
			f.selections = append(f.selections, selection{possible.Name, k.fields(collected.Selections, possible.Name)})
		}
		if definition.Kind == ast.Object {
			f.countTypenames()
		}
	}
	return f
}

// name returns the encoded response name of a field.
func (k *compilation) name(alias string) []byte {
	encoded, ok := k.names[alias]
	if !ok {
		encoded = []byte(`"` + alias + `":`)
		k.names[alias] = encoded
		k.bytes += nameBytes + len(alias)
	}
	return encoded
}

// countTypenames counts the __typename fields of the objects of a field, which all have one
// type.
func (f *Field) countTypenames() {
	for _, below := range f.selections[0].fields {
		if below.typename != nil {
			f.typenames++
			f.typenameBytes += below.nameBytes + len(f.selections[0].object)
		}
	}
}
