package identity

import (
	"crypto/sha256"
	"encoding/binary"
	"slices"

	"github.com/itemactivity/itemactivity/models"
)

// Attribution says who did something. It consists of the identity set that the client sent,
// and the actor that is counted and listed for it. A user's token always counts as that
// user, whichever devices the client sends.
type Attribution struct {
	Set *models.IdentitySet
	// Counted is the zero value if no actor is counted.
	Counted models.ActorKey
}

// Attributed returns the attribution of a set to the actor that the set itself names.
func Attributed(set *models.IdentitySet) Attribution {
	counted, _ := set.ActorKey()
	return Attribution{set, counted}
}

// Keys returns the identities under which a fact is listed: those that the set names, and
// the counted actor.
func (a Attribution) Keys() []models.ActorKey {
	keys := a.Set.ActorKeys()
	if a.Counted != (models.ActorKey{}) && !slices.Contains(keys, a.Counted) {
		keys = append(keys, a.Counted)
	}
	return keys
}

// StoredDigest returns the digest by which an identity set is found. If the counted actor
// is the one that the set itself names, this is the digest of its content, as JSON.
// Otherwise it is the digest of both. Therefore the same content has one row for each actor
// that is counted for it, and the rows of older databases keep their digests.
func StoredDigest(content []byte, a Attribution) []byte {
	if a.Counted != Attributed(a.Set).Counted {
		// JSON contains no NUL, so no content ends like this.
		content = appendActor(append(slices.Clone(content), 0), a.Counted)
	}
	d := sha256.Sum256(content)
	return d[:]
}

// appendActor appends the key of an actor. Different keys append different bytes.
func appendActor(b []byte, key models.ActorKey) []byte {
	b = append(b, byte(key.Slot), 0)
	if key.ByName {
		b[len(b)-1] = 1
	}
	return append(binary.AppendUvarint(b, uint64(len(key.Value))), key.Value...)
}
