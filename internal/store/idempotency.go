package store

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"database/sql"
	"encoding/binary"
	"slices"

	"github.com/itemactivity/itemactivity/internal/store/codec"
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

// idempotencyUse is what an idempotency key is used for: a mutation that creates something.
type idempotencyUse struct {
	// creates are the kinds of what the mutation creates.
	creates []objectKind
	// sent is everything that the client sent, ids included, before defaults.
	sent []any
}

func (u idempotencyUse) content() (codec.ContentDigest, error) {
	return codec.DigestContent(append([]any{u.creates}, u.sent...)...)
}

// keyedKinds are all kinds that an idempotency key makes ids for.
var keyedKinds = []objectKind{groupKind, driveKind, driveItemKind, driveActivityKind, itemActivityStatKind, itemActivityKind}

// checkKey returns a CONFLICT if the caller's idempotency key was used for something else,
// what was sent, and whether this use is recorded. The first mutation that is answered is
// recorded in the key, in the same transaction. From then on any other one is a CONFLICT,
// and the same one is done again: it finds what it created. Former versions recorded a bulk without its content, and
// of other mutations nothing: their uses show by the ids that the key made.
func (t *mutationTx) checkKey(use idempotencyUse) (sent codec.ContentDigest, recorded bool, err error) {
	if sent, err = use.content(); err != nil {
		return nil, false, err
	}
	key := t.keyedID(idempotencyKeyKind)
	var others []models.ID
	for _, kind := range keyedKinds {
		if !slices.Contains(use.creates, kind) {
			others = append(others, t.keyedID(kind))
		}
	}
	made := codec.JSONIDs(others)
	var before sql.Null[[]byte]
	var usedForAnother bool
	err = t.row("SELECT (SELECT content FROM ids WHERE id = ?)"+
		", EXISTS (SELECT 1 FROM json_each(?) AS sent CROSS JOIN ids ON ids.id = "+idOfSent+")"+
		" OR EXISTS (SELECT 1 FROM json_each(?) AS sent CROSS JOIN item_activities ON item_activities.id = "+idOfSent+")",
		key, made, made).Scan(&before, &usedForAnother)
	switch {
	case err != nil:
	case usedForAnother, before.Valid && !use.matches(before.V, sent):
		err = conflict("", key)
	}
	return sent, before.Valid, err
}

// matches says whether a recorded use is the same mutation.
func (u idempotencyUse) matches(before, sent codec.ContentDigest) bool {
	if len(before) == 0 {
		return slices.Contains(u.creates, idempotencyKeyKind) // a bulk of a former version
	}
	return string(before) == string(sent)
}
