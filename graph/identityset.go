package graph

import (
	"bytes"
	"context"
	"io"
	"strconv"

	"github.com/99designs/gqlgen/graphql"

	"github.com/itemactivity/itemactivity/models"
)

// identitySetAnswer is an identity set as it is in an answer. Nearly every answer
// has some, and nothing in them is looked up: to write one takes a fraction of what
// the executor needs to go through its nine fields one by one.
type identitySetAnswer []byte

// MarshalGQL implements graphql.Marshaler.
func (a identitySetAnswer) MarshalGQL(w io.Writer) { _, _ = w.Write(a) }

// answerIdentitySet writes an identity set that a field has returned. gqlgen takes
// such an answer from a middleware in the place of the value.
func answerIdentitySet(ctx context.Context, set *models.IdentitySet) identitySetAnswer {
	w := identitySetWriter{operation: graphql.GetOperationContext(ctx)}
	w.identitySet(graphql.CollectFields(w.operation, graphql.GetFieldContext(ctx).Field.Selections, identitySetImplementors), set)
	return w.Bytes()
}

type identitySetWriter struct {
	bytes.Buffer
	operation *graphql.OperationContext
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
	w.object(graphql.CollectFields(w.operation, of.Selections, identityImplementors), "Identity", func(field graphql.CollectedField) {
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
