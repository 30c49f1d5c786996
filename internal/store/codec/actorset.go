package codec

import (
	"encoding/binary"
	"fmt"
	"math/bits"
	"slices"

	"github.com/RoaringBitmap/roaring/v2"

	"github.com/itemactivity/itemactivity/models"
)

// ActorSetBits is the number of low bits of an actor's number that are stored in a set. The
// other bits are part of the set's key.
const ActorSetBits = 16

// denseForm is the first byte of a set that is stored as a plain bitmap up to its last
// member, in words of 8 bytes. Roaring's format never starts with this byte. It takes two
// bytes for each of up to 4,096 members, so most sets of busy items are shorter as plain
// bitmaps. A row that exceeds a quarter of a page has overflow pages, which SQLite writes
// each time.
const denseForm = 0

const wordBytes = 8

// EncodeActorSet returns the shorter encoding of a set.
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

var errActorSet = models.NewDerivedContentError("a set of actors is damaged")

// DecodeActorSet decodes either form. The set may refer to the memory of stored. The error is
// a models.ContentError.
func DecodeActorSet(stored []byte) (*roaring.Bitmap, error) {
	if len(stored) == 0 || stored[0] != denseForm {
		set := roaring.New()
		length, err := set.FromBuffer(stored)
		if err == nil {
			// FromBuffer reads some sets that panic when they are used.
			err = set.Validate()
		}
		if err != nil {
			return nil, fmt.Errorf("%w: %w", errActorSet, err)
		}
		if int(length) != len(stored) || !set.IsEmpty() && set.Maximum() >= 1<<ActorSetBits {
			return nil, errActorSet
		}
		return set, nil
	}
	if !validDense(stored) {
		return nil, errActorSet
	}
	stored = stored[1:]
	words := make([]uint64, len(stored)/wordBytes)
	for i := range words {
		words[i] = binary.LittleEndian.Uint64(stored[i*wordBytes:])
	}
	return roaring.FromDense(words, false), nil
}

// validDense reports whether a set is valid and stored as a plain bitmap.
func validDense(stored []byte) bool {
	return len(stored)%wordBytes == 1 && stored[0] == denseForm && len(stored) <= 1+1<<ActorSetBits/8
}

// DenseActorSetSize returns the number of actors of a set that is stored as a plain bitmap. This is
// faster than to decode the set. ok is false for any other set.
func DenseActorSetSize(stored []byte) (size int, ok bool) {
	if !validDense(stored) {
		return 0, false
	}
	for word := range slices.Chunk(stored[1:], wordBytes) {
		size += bits.OnesCount64(binary.LittleEndian.Uint64(word))
	}
	return size, true
}
