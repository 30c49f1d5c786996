package rollup

import (
	"github.com/RoaringBitmap/roaring/v2"

	"github.com/itemactivity/itemactivity/internal/store/codec"
)

// ActorUnion is a set of actors. Its zero value is empty.
type ActorUnion struct {
	sets map[int64]*roaring.Bitmap
}

// add adds a set of actors whose numbers have the same high bits. The union may change it later.
func (u *ActorUnion) add(high int64, set *roaring.Bitmap) {
	if u.sets == nil {
		u.sets = make(map[int64]*roaring.Bitmap)
	}
	if sum := u.sets[high]; sum != nil {
		sum.Or(set)
	} else {
		u.sets[high] = set
	}
}

func (u *ActorUnion) size() (n int64) {
	for _, set := range u.sets {
		n += int64(set.GetCardinality())
	}
	return n
}

// AddActor adds one actor, and reports whether it is new.
func (u *ActorUnion) AddActor(actor int64) bool {
	set := u.sets[actor>>codec.ActorSetBits]
	if set == nil {
		if u.sets == nil {
			u.sets = make(map[int64]*roaring.Bitmap)
		}
		set = roaring.New()
		u.sets[actor>>codec.ActorSetBits] = set
	}
	return set.CheckedAdd(uint32(actor & (1<<codec.ActorSetBits - 1)))
}
