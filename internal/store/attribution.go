package store

import (
	"crypto/sha256"
	"encoding/binary"
	"slices"

	"github.com/itemactivity/itemactivity/models"
)

// attribution is who did something: what the client said, which is answered as it
// was sent, and the actor that is counted and listed for it. A user's token stands
// for one actor, whatever its client says of devices.
type attribution struct {
	set *models.IdentitySet
	// counted is the zero for nobody.
	counted models.ActorKey
}

// attributed counts the actor that the set itself names.
func attributed(set *models.IdentitySet) attribution {
	counted, _ := set.ActorKey()
	return attribution{set, counted}
}

// keys are the identities by which a fact is listed: those that the set names, and
// the counted actor.
func (a attribution) keys() []models.ActorKey {
	keys := a.set.ActorKeys()
	if a.counted != (models.ActorKey{}) && !slices.Contains(keys, a.counted) {
		keys = append(keys, a.counted)
	}
	return keys
}

// storedDigest is what an identity set is found by: the digest of its content, as
// JSON, alone where the counted actor follows from it, else of both. So one content
// is a row for each actor that is counted for it, and rows of databases from before
// there were two keep their digests.
func storedDigest(content []byte, a attribution) []byte {
	if a.counted != attributed(a.set).counted {
		// JSON has no NUL, so no content ends like this.
		content = appendActor(append(slices.Clone(content), 0), a.counted)
	}
	d := sha256.Sum256(content)
	return d[:]
}

// appendActor appends the key of an actor, so that different ones differ.
func appendActor(b []byte, key models.ActorKey) []byte {
	b = append(b, byte(key.Slot), 0)
	if key.ByName {
		b[len(b)-1] = 1
	}
	return append(binary.AppendUvarint(b, uint64(len(key.Value))), key.Value...)
}

func (r *actorRow) key() models.ActorKey {
	return models.ActorKey{Slot: r.Slot, ByName: r.ByName != 0, Value: r.Value}
}

// countedActor returns the actor that is counted for a stored identity set; the
// zero for nobody.
func (v view) countedActor(setNum int64) (models.ActorKey, error) {
	row, err := take[actorRow](v.db.Where("num = (SELECT actor_num FROM identity_sets WHERE num = ?)", setNum))
	if row == nil {
		return models.ActorKey{}, err
	}
	return row.key(), nil
}
