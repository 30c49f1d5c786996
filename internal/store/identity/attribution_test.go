package identity_test

import (
	"bytes"
	"testing"

	"github.com/itemactivity/itemactivity/internal/store/identity"
	"github.com/itemactivity/itemactivity/models"
)

// TestDigestsTellActorsApart checks that the same content has a different digest for each
// counted actor, whichever part of the actor differs.
func TestDigestsTellActorsApart(t *testing.T) {
	set := &models.IdentitySet{Device: &models.Identity{ID: new("pc1")}}
	content := []byte(`{"device":{"id":"pc1"}}`)
	own, _ := set.ActorKey()
	user, _ := (&models.IdentitySet{User: &models.Identity{ID: new("x")}}).ActorKey()
	application, _ := (&models.IdentitySet{Application: &models.Identity{ID: new("x")}}).ActorKey()
	named := user
	named.ByName = true
	var digests [][]byte
	for _, counted := range []models.ActorKey{own, {}, user, application, named} {
		digest := identity.StoredDigest(content, identity.Attribution{Set: set, Counted: counted})
		for i, other := range digests {
			if bytes.Equal(digest, other) {
				t.Errorf("%+v has the same digest as actor %d", counted, i)
			}
		}
		digests = append(digests, digest)
	}
}
