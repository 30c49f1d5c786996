package codec

import (
	"crypto/sha256"
	"encoding/json"
	"fmt"
)

// ContentDigest is a digest of what a client sent to create an object. It distinguishes a
// repeated creation from a different one with the same id.
type ContentDigest []byte

// contentDigestBytes is large enough that different contents do not have the same digest by
// chance.
const contentDigestBytes = 16

// DigestContent returns the digest of the parts of a request.
func DigestContent(parts ...any) (ContentDigest, error) {
	b, err := json.Marshal(parts)
	if err != nil {
		return nil, fmt.Errorf("content: %w", err)
	}
	sum := sha256.Sum256(b)
	return sum[:contentDigestBytes], nil
}
