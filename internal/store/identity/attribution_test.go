package identity_test

import (
	"bytes"
	"testing"

	"github.com/itemactivity/itemactivity/internal/store/identity"
	"github.com/itemactivity/itemactivity/models"
)

// TestDigestsTellActorsApart: one content that is counted for different actors has a
// digest for each, whatever of the actor is different.
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
				t.Errorf("%+v has the digest of the actor before at %d", counted, i)
			}
		}
		digests = append(digests, digest)
	}
}
