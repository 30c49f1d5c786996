package write

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/binary"
	"slices"

	"github.com/itemactivity/itemactivity/internal/store/codec"
	"github.com/itemactivity/itemactivity/internal/store/object"
	"github.com/itemactivity/itemactivity/internal/store/read"
	"github.com/itemactivity/itemactivity/models"
)

// ChooseID gives something new its id, unless the client chose one: a new one,
// or one that the caller's idempotency key stands for. It says whether the id is a
// new one, which nothing has yet and which need not be looked up.
func (t *Tx) ChooseID(id *models.ID, kind object.Kind) (isNew bool) {
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
func (t *Tx) keyedID(kind object.Kind) models.ID {
	mac := hmac.New(sha256.New, t.writer.cfg.IdempotencyKey)
	memberKind, member := read.MemberOf(t.Caller)
	for _, part := range []string{string(member), string(t.Caller.ApplicationID), t.idempotencyKey} {
		mac.Write(binary.AppendUvarint(nil, uint64(len(part))))
		mac.Write([]byte(part))
	}
	mac.Write([]byte{byte(memberKind), byte(kind)})
	return models.IdempotentID(mac.Sum(nil))
}

// IdempotencyKeyArgument names the header in refusals.
const IdempotencyKeyArgument = "Idempotency-Key"

// Conflict refuses an id that is in use. It is one sentence for every id, so that
// it says nothing of what the caller may not see.
func Conflict(argument string, id models.ID) error {
	if id.IsIdempotent() {
		return models.Errorf(models.Conflict, IdempotencyKeyArgument,
			"This idempotency key was sent with something else. To repeat a request send exactly what was sent with it before; for something new choose another key.")
	}
	return models.Errorf(models.Conflict, argument,
		"This id is in use. To repeat a request send exactly what was sent with it before; for something new choose another id.")
}

// KeyUse is what an idempotency key is used for: a mutation that creates something.
type KeyUse struct {
	// Creates are the kinds of what the mutation creates.
	Creates []object.Kind
	// Sent is everything that the client sent, ids included, before defaults.
	Sent []any
}

func (u KeyUse) content() (codec.ContentDigest, error) {
	return codec.DigestContent(append([]any{u.Creates}, u.Sent...)...)
}

// keyedKinds are all kinds that an idempotency key makes ids for.
var keyedKinds = []object.Kind{
	object.Group, object.Drive, object.DriveItem, object.DriveActivity, object.ItemActivityStat, object.ItemActivity,
}

// checkKey returns a CONFLICT if the caller's idempotency key was used for something else,
// what was sent, and whether this use is recorded. The first mutation that is answered is
// recorded in the key, in the same transaction. From then on any other one is a CONFLICT,
// and the same one is done again: it finds what it created. Former versions recorded a bulk without its content, and
// of other mutations nothing: their uses show by the ids that the key made.
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
	made := codec.JSONIDs(others)
	var before struct {
		Content        []byte // NULL if the use is not recorded
		UsedForAnother bool
	}
	err = t.DB.Raw("SELECT (SELECT content FROM ids WHERE id = ?) AS content"+
		", EXISTS (SELECT 1 FROM json_each(?) AS sent CROSS JOIN ids ON ids.id = "+object.IDOfSent+")"+
		" OR EXISTS (SELECT 1 FROM json_each(?) AS sent CROSS JOIN item_activities ON item_activities.id = "+object.IDOfSent+") AS used_for_another",
		key, made, made).Find(&before).Error
	recorded = before.Content != nil
	switch {
	case err != nil:
	case before.UsedForAnother, recorded && !use.matches(before.Content, sent):
		err = Conflict("", key)
	}
	return sent, recorded, err
}

// matches says whether a recorded use is the same mutation.
func (u KeyUse) matches(before, sent codec.ContentDigest) bool {
	if len(before) == 0 {
		return slices.Contains(u.Creates, object.IdempotencyKey) // a bulk of a former version
	}
	return string(before) == string(sent)
}
