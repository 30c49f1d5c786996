package engine

import (
	"bytes"
	"context"
	"io"
	"strconv"

	"github.com/99designs/gqlgen/graphql"

	"github.com/itemactivity/itemactivity/internal/gqldoc/cost"
	"github.com/itemactivity/itemactivity/models"
)

// encodedIdentitySets is an identity set, or a list of identity sets, encoded as JSON.
// Nearly every response contains identity sets, and their fields need no resolver. To
// encode a set as a whole takes a fraction of the time that gqlgen's executor needs for its
// nine fields.
type encodedIdentitySets struct {
	text []byte
	// fields is the number of fields in text.
	fields int
}

// MarshalGQL implements graphql.Marshaler.
func (a encodedIdentitySets) MarshalGQL(w io.Writer) { _, _ = w.Write(a.text) }

// encodeIdentitySets encodes a value that is an identity set or a list of identity sets. It
// returns any other value unchanged. gqlgen accepts an encoded value from a resolver
// middleware. The encoding of a list ends where the response exceeds a limit.
func (l *responseLimit) encodeIdentitySets(ctx context.Context, value any) any {
	w := identitySetWriter{operation: l.op}
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
		w.list(l, w.fieldsOf(ctx), value)
	default:
		return value
	}
	return encodedIdentitySets{w.Bytes(), w.fields}
}

// identitySetWriter encodes the identity sets of one field.
type identitySetWriter struct {
	bytes.Buffer
	operation *graphql.OperationContext
	fields    int
}

// fieldsOf returns the selected fields of the identity sets of a field.
func (w *identitySetWriter) fieldsOf(ctx context.Context) []graphql.CollectedField {
	return graphql.CollectFields(w.operation, graphql.GetFieldContext(ctx).Field.Selections, []string{"IdentitySet"})
}

func (w *identitySetWriter) list(l *responseLimit, fields []graphql.CollectedField, sets []*models.IdentitySet) {
	w.WriteByte('[')
	for i, set := range sets {
		if int64(w.Len()) > l.limits.ResponseBytes-l.bytes.Load() || int64(w.fields/cost.IdentityFieldsPerUnit) > int64(l.limits.Complexity)-l.cost.Load() {
			break // the response will be aborted
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
