package codec

import (
	"crypto/sha256"
	"encoding/json"
	"fmt"
)

// ContentDigest is a digest of what a client sent to create an object. It tells a
// repeated creation from another one under the same id.
type ContentDigest []byte

// contentDigestBytes is enough that no two contents have the same digest by chance.
const contentDigestBytes = 16

// DigestContent returns the digest of what was sent.
func DigestContent(parts ...any) (ContentDigest, error) {
	b, err := json.Marshal(parts)
	if err != nil {
		return nil, fmt.Errorf("content: %w", err)
	}
	sum := sha256.Sum256(b)
	return sum[:contentDigestBytes], nil
}
