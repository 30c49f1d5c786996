package codec

import (
	"encoding/binary"
	"errors"
	"fmt"

	"github.com/RoaringBitmap/roaring/v2"
)

// ActorSetBits is how many bits of an actor's number are inside one set. The others are
// part of the key of the set.
const ActorSetBits = 16

// denseForm is the first byte of a set that is stored bit by bit, up to its last member,
// in words of 8 bytes. Roaring's own form never begins with it, and takes two bytes for
// each of up to 4,096 members, so most sets of busy items are shorter bit by bit. A row
// longer than a quarter of a page gets pages of its own, which SQLite writes each time.
const denseForm = 0

const wordBytes = 8

// EncodeActorSet returns the shorter form of a set.
func EncodeActorSet(set *roaring.Bitmap) ([]byte, error) {
	words := int(set.DenseSize())
	if 1+words*wordBytes >= int(set.GetSerializedSizeInBytes()) {
		return set.ToBytes()
	}
	stored := append(make([]byte, 0, 1+words*wordBytes), denseForm)
	for _, word := range set.ToDense() {
		stored = binary.LittleEndian.AppendUint64(stored, word)
	}
	return stored, nil
}

var errActorSet = errors.New("a set of actors is damaged")

// DecodeActorSet reads either form. The set may keep the bytes.
func DecodeActorSet(stored []byte) (*roaring.Bitmap, error) {
	if len(stored) == 0 || stored[0] != denseForm {
		set := roaring.New()
		if _, err := set.FromBuffer(stored); err != nil {
			return nil, fmt.Errorf("%w: %w", errActorSet, err)
		}
		return set, nil
	}
	stored = stored[1:]
	if len(stored)%wordBytes != 0 || len(stored) > 1<<ActorSetBits/8 {
		return nil, errActorSet
	}
	words := make([]uint64, len(stored)/wordBytes)
	for i := range words {
		words[i] = binary.LittleEndian.Uint64(stored[i*wordBytes:])
	}
	return roaring.FromDense(words, false), nil
}
