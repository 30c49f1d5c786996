package gqlhttp

import (
	"bytes"
	"context"
	"io"
	"strconv"

	"github.com/99designs/gqlgen/graphql"

	"github.com/itemactivity/itemactivity/internal/gqldoc/cost"
	"github.com/itemactivity/itemactivity/models"
)

// encodedIdentities are identity sets as they are in an answer. Nearly every answer
// has some, and nothing in them is looked up: to write one takes a fraction of what
// the executor needs to go through its nine fields one by one.
type encodedIdentities struct {
	text []byte
	// fields is how many fields are in the text.
	fields int
}

// MarshalGQL implements graphql.Marshaler.
func (a encodedIdentities) MarshalGQL(w io.Writer) { _, _ = w.Write(a.text) }

// encoded encodes a value that is an identity set, or a list of them, and returns
// every other as it is. gqlgen takes an encoded value from a middleware in the place of
// the value itself. A list is not encoded further than the answer may be long.
func (m *meter) encoded(ctx context.Context, value any) any {
	w := identitySetWriter{operation: m.op}
	switch value := value.(type) {
	case *models.IdentitySet:
		if value == nil {
			return value
		}
		w.identitySet(w.fieldsOf(ctx), value)
	case []*models.IdentitySet:
		if value == nil {
			return value
		}
		w.list(m, w.fieldsOf(ctx), value)
	default:
		return value
	}
	return encodedIdentities{w.Bytes(), w.fields}
}

type identitySetWriter struct {
	bytes.Buffer
	operation *graphql.OperationContext
	fields    int
}

// fieldsOf are the fields that are selected of the identity sets of a field.
func (w *identitySetWriter) fieldsOf(ctx context.Context) []graphql.CollectedField {
	return graphql.CollectFields(w.operation, graphql.GetFieldContext(ctx).Field.Selections, []string{"IdentitySet"})
}

func (w *identitySetWriter) list(m *meter, fields []graphql.CollectedField, sets []*models.IdentitySet) {
	w.WriteByte('[')
	for i, set := range sets {
		if int64(w.Len()) > m.limits.AnswerBytes-m.bytes.Load() || int64(w.fields/cost.IdentityFieldsPerUnit) > int64(m.limits.Complexity)-m.cost.Load() {
			break // it is given up
		}
		if i > 0 {
			w.WriteByte(',')
		}
		w.identitySet(fields, set)
	}
	w.WriteByte(']')
}

func (w *identitySetWriter) identitySet(fields []graphql.CollectedField, set *models.IdentitySet) {
	w.object(fields, "IdentitySet", func(field graphql.CollectedField) {
		switch field.Name {
		case "application":
			w.identity(field, set.Application)
		case "device":
			w.identity(field, set.Device)
		case "user":
			w.identity(field, set.User)
		default:
			panic("unknown field " + strconv.Quote(field.Name))
		}
	})
}

func (w *identitySetWriter) identity(of graphql.CollectedField, i *models.Identity) {
	if i == nil {
		graphql.Null.MarshalGQL(w)
		return
	}
	w.object(graphql.CollectFields(w.operation, of.Selections, []string{"Identity"}), "Identity", func(field graphql.CollectedField) {
		switch field.Name {
		case "id":
			w.text(i.ID)
		case "displayName":
			w.text(i.DisplayName)
		default:
			panic("unknown field " + strconv.Quote(field.Name))
		}
	})
}

func (w *identitySetWriter) object(fields []graphql.CollectedField, typename string, value func(graphql.CollectedField)) {
	w.fields += len(fields)
	next := byte('{')
	for _, field := range fields {
		w.WriteByte(next)
		next = ','
		w.text(&field.Alias)
		w.WriteByte(':')
		if field.Name == "__typename" {
			w.text(&typename)
		} else {
			value(field)
		}
	}
	if next == '{' {
		w.WriteByte(next)
	}
	w.WriteByte('}')
}

func (w *identitySetWriter) text(s *string) {
	if s == nil {
		graphql.Null.MarshalGQL(w)
		return
	}
	graphql.MarshalString(*s).MarshalGQL(w)
}
