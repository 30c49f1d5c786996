package write

import (
	"crypto/hmac"
	"crypto/sha256"
	"database/sql"
	"encoding/binary"
	"slices"

	"github.com/itemactivity/itemactivity/internal/store/codec"
	"github.com/itemactivity/itemactivity/internal/store/object"
	"github.com/itemactivity/itemactivity/internal/store/read"
	"github.com/itemactivity/itemactivity/internal/store/statement"
	"github.com/itemactivity/itemactivity/models"
)

// ChooseID sets the id of something new if the client chose none. The id is a random one, or
// one that is derived from the caller's idempotency key or Retry. isNew is true if nothing
// has the id, so that it need not be looked up.
func (t *Tx) ChooseID(id *models.ID, kind object.Kind) (isNew bool, err error) {
	switch {
	case *id != "":
		return false, nil
	case t.idempotencyKey != "":
		*id = t.keyedID(kind)
		return false, nil
	case t.retry.Key != "":
		*id = t.derivedID(t.retry.Key, kind)
		if t.retry.Repeated {
			return false, nil
		}
		taken, err := t.Taken(*id)
		if err != nil || !taken {
			return true, err
		}
	}
	*id = models.NewID()
	return true, nil
}

// PartID returns the id of what a part creates: the one that the client sent, or the one that is
// derived from the idempotency key of the part, or empty if the id is random.
func (t *Tx) PartID(index int, sent models.ID, kind object.Kind) models.ID {
	if sent != "" || t.idempotencyKey == "" {
		return sent
	}
	return t.derivedID(t.partKey(index), kind)
}

// IDTaken is an SQL expression for whether anything has an id, which is the first value.
const IDTaken = "EXISTS (SELECT 1 FROM item_activities WHERE id = ?1) OR EXISTS (SELECT 1 FROM ids WHERE id = ?1)"

// Taken returns whether anything has the id.
func (t *Tx) Taken(id models.ID) (taken bool, err error) {
	_, err = statement.Row(t.DB, "SELECT "+IDTaken, []any{id}, &taken)
	return taken, err
}

// keyedID returns the id that is derived from the caller's idempotency key.
func (t *Tx) keyedID(kind object.Kind) models.ID { return t.derivedID(t.idempotencyKey, kind) }

// derivedID returns the id that is derived from a key of the caller for something of a kind.
// Nobody else can make that id, or learn from it.
func (t *Tx) derivedID(key string, kind object.Kind) models.ID {
	mac := hmac.New(sha256.New, t.writer.cfg.IdempotencyKey)
	memberKind, member := read.MemberOf(t.Caller)
	for _, part := range []string{string(member), string(t.Caller.ApplicationID), key} {
		mac.Write(binary.AppendUvarint(nil, uint64(len(part))))
		mac.Write([]byte(part))
	}
	mac.Write([]byte{byte(memberKind), byte(kind)})
	return models.IdempotentID(mac.Sum(nil))
}

// IdempotencyKeyArgument is the name of the header, for the argument of errors.
const IdempotencyKeyArgument = "Idempotency-Key"

// Conflict returns CONFLICT for an id that is in use. The message is the same for every id, so
// that it discloses nothing about objects that the caller may not see.
func Conflict(argument string, id models.ID) error {
	if id.IsIdempotent() {
		return models.Errorf(models.Conflict, IdempotencyKeyArgument,
			"This idempotency key was used for another request. To repeat that request, send exactly the same input. For a new object, choose another key.")
	}
	return models.Errorf(models.Conflict, argument,
		"This id is in use. To repeat a request, send exactly the same input. For a new object, choose another id.")
}

// KeyUse is a mutation that creates objects, as the store compares it with the earlier use of
// an idempotency key.
type KeyUse struct {
	// Creates are the kinds of the objects that the mutation creates.
	Creates []object.Kind
	// Sent returns everything that the client sent, ids included, before defaults. It is called only
	// if the client sent a key.
	Sent func() []any
}

func (u KeyUse) content() (codec.ContentDigest, error) {
	return codec.DigestContent(append([]any{u.Creates}, u.Sent()...)...)
}

// keyedKinds are the kinds of objects whose ids can be derived from an idempotency key.
var keyedKinds = []object.Kind{
	object.Group, object.Drive, object.DriveItem, object.DriveActivity, object.ItemActivityStat, object.ItemActivity,
}

// checkKey returns CONFLICT if the caller's idempotency key was used for another mutation.
// Otherwise it returns the digest of this mutation, and whether the use is recorded. The first
// mutation that succeeds with a key is recorded in the same transaction. If the same mutation
// is sent again, it runs again and finds the objects that it has created.
//
// Older versions recorded a bulk without its content, and other mutations not at all. These
// uses are recognized by the ids that were derived from the key.
func (t *Tx) checkKey(use KeyUse) (sent codec.ContentDigest, recorded bool, err error) {
	if sent, err = use.content(); err != nil {
		return nil, false, err
	}
	key := t.keyedID(object.IdempotencyKey)
	var others []models.ID
	for _, kind := range keyedKinds {
		if !slices.Contains(use.Creates, kind) {
			others = append(others, t.keyedID(kind))
		}
	}
	var before sql.Null[[]byte] // NULL if the use is not recorded
	var usedForAnother bool
	_, err = statement.Row(t.DB, "SELECT (SELECT content FROM ids WHERE id = ?1)"+
		", EXISTS (SELECT 1 FROM json_each(?2) AS sent CROSS JOIN ids ON ids.id = "+object.IDOfSent+")"+
		" OR EXISTS (SELECT 1 FROM json_each(?2) AS sent CROSS JOIN item_activities ON item_activities.id = "+object.IDOfSent+")",
		[]any{key, codec.JSONIDs(others)}, &before, &usedForAnother)
	switch {
	case err != nil:
	case usedForAnother, before.Valid && !use.matches(before.V, sent):
		err = Conflict("", key)
	}
	return sent, before.Valid, err
}

// matches reports whether a recorded use is the same mutation.
func (u KeyUse) matches(before, sent codec.ContentDigest) bool {
	if len(before) == 0 {
		return slices.Contains(u.Creates, object.IdempotencyKey) // a bulk of an older version
	}
	return string(before) == string(sent)
}
