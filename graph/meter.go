package graph

import (
	"context"
	"errors"
	"sync/atomic"

	"github.com/99designs/gqlgen/graphql"
	"github.com/vektah/gqlparser/v2/gqlerror"

	"github.com/itemactivity/itemactivity/models"
)

// meter adds up an answer while it is made: complexity bounds the number of its
// fields, but not how long their texts are.
type meter struct {
	bytes atomic.Int64
	limit int64
}

// errAnswerTooLong ends the fields of an answer that is given up.
var errAnswerTooLong = errors.New("the answer is too long")

// givenUp is the one error of all the fields that an answer was given up at; it
// is never sent.
var givenUp = &gqlerror.Error{Message: errAnswerTooLong.Error()}

// measure adds a field to the answer, or ends it where there is too much already. An
// identity set it adds as a whole, for which it is written here and now.
func (m *meter) measure(ctx context.Context, next graphql.Resolver) (any, error) {
	if m.exceeded() {
		return nil, errAnswerTooLong
	}
	value, err := next(ctx)
	if set, ok := value.(*models.IdentitySet); ok && set != nil && err == nil {
		value = answerIdentitySet(ctx, set)
	}
	m.bytes.Add(int64(len(graphql.GetFieldContext(ctx).Field.Alias) + length(value)))
	return value, err
}

func (m *meter) exceeded() bool { return m.bytes.Load() > m.limit }

// punctuation is what a member of an object has around its name and value, and
// what the values take that are no texts.
const punctuation = 12

func length(value any) int {
	switch value := value.(type) {
	case string:
		return punctuation + len(value)
	case *string:
		if value != nil {
			return punctuation + len(*value)
		}
	case models.ID:
		return punctuation + len(value)
	case identitySetAnswer:
		return punctuation + len(value)
	}
	return punctuation
}

// refusal is the answer in the place of one that was given up.
func (m *meter) refusal() error {
	return &models.Error{
		Code:       models.QueryTooComplex,
		Message:    "The answer is longer than the server sends. What a mutation had to store is stored. Ask for smaller pages, or less of each object.",
		Extensions: map[string]any{"limit": m.limit},
	}
}

// giveUp answers with an error instead of what was made so far.
func (h *handler) giveUp(ctx context.Context, m *meter) *graphql.Response {
	return h.exec.DispatchError(ctx, gqlerror.List{gqlerror.Wrap(m.refusal())})
}
