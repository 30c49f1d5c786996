package store

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/binary"

	"github.com/itemactivity/itemactivity/internal/store/read"
	"github.com/itemactivity/itemactivity/models"
)

// Attempt is what a client says of a mutation beside its arguments, and what it
// is to be told beside the answer.
type Attempt struct {
	// Key stands in for the id of what is created, where the client sent none:
	// the same key of the same caller makes the same id. What was sent with it is
	// recorded, also where nothing needs an id of it. Empty is no key.
	Key string
	// Replayed says that the mutation answered with what had been created
	// before. It is set when the mutation has returned.
	Replayed bool
	// ReplayedRows are the rows of a bulk that were answered so.
	ReplayedRows []int
}

// attemptOf returns the attempt of a context; a new one outside of Mutate. In a View it
// panics.
func attemptOf(ctx context.Context) *Attempt {
	r := requestOf(ctx)
	switch {
	case r == nil:
		return new(Attempt)
	case r.attempt == nil:
		panic("store: mutation in a View")
	}
	return r.attempt
}

// chooseID gives something new its id, unless the client chose one: a new one,
// or one that the caller's idempotency key stands for. It says whether the id is a
// new one, which nothing has yet and which need not be looked up.
func (t *mutationTx) chooseID(id *models.ID, kind objectKind) (isNew bool) {
	switch {
	case *id != "":
	case t.idempotencyKey == "":
		*id = models.NewID()
		return true
	default:
		*id = t.keyedID(kind)
	}
	return false
}

// keyedID is the id that the caller's idempotency key stands for, if it is sent to
// create something of a kind. Nobody else can make that id, or learn from it.
func (t *mutationTx) keyedID(kind objectKind) models.ID {
	mac := hmac.New(sha256.New, t.store.idempotencyKey)
	memberKind, member := read.MemberOf(t.Caller)
	for _, part := range []string{string(member), string(t.Caller.ApplicationID), t.idempotencyKey} {
		mac.Write(binary.AppendUvarint(nil, uint64(len(part))))
		mac.Write([]byte(part))
	}
	mac.Write([]byte{byte(memberKind), byte(kind)})
	return models.IdempotentID(mac.Sum(nil))
}

// idempotencyKeyArgument names the header in refusals.
const idempotencyKeyArgument = "Idempotency-Key"

// conflict refuses an id that is in use. It is one sentence for every id, so that
// it says nothing of what the caller may not see.
func conflict(argument string, id models.ID) error {
	if id.IsIdempotent() {
		return models.Errorf(models.Conflict, idempotencyKeyArgument,
			"This idempotency key was sent with something else. To repeat a request send exactly what was sent with it before; for something new choose another key.")
	}
	return models.Errorf(models.Conflict, argument,
		"This id is in use. To repeat a request send exactly what was sent with it before; for something new choose another id.")
}
