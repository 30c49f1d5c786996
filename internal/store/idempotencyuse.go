package store

import (
	"database/sql"
	"slices"

	"github.com/itemactivity/itemactivity/internal/store/codec"
	"github.com/itemactivity/itemactivity/models"
)

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
