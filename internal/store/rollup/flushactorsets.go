package rollup

import (
	"github.com/RoaringBitmap/roaring/v2"
	"gorm.io/gorm"

	"github.com/itemactivity/itemactivity/internal/store/codec"
)

// actorSetKey identifies a set. The set contains the actors of a bucket whose numbers have
// the same high bits.
type actorSetKey struct {
	Bucket
	high int64
}

// actorSetUpdate is a set of actors, and what is added to it.
type actorSetUpdate struct {
	key    actorSetKey
	lows   []uint32
	stored *roaring.Bitmap
	// cached says that the set was in the cache. changed says that an actor was added.
	cached, changed bool
}

// flushActorSets adds the actors to the sets of their buckets. It returns the sets, for the
// cache. A set is read only if it is not in the cache, and written only if an actor is new
// in it.
func (o *Owners) flushActorSets(tx *gorm.DB, added []Contribution, cache *actorSetCache) ([]actorSetUpdate, error) {
	wanted := actorSetUpdates(added)
	var unknown []*actorSetUpdate
	for i := range wanted {
		w := &wanted[i]
		if w.stored, w.cached = cache.sets.Get(w.key); !w.cached {
			unknown = append(unknown, w)
		}
	}
	if err := o.readActorSets(tx, unknown); err != nil {
		return nil, err
	}
	for i := range wanted {
		wanted[i].apply()
	}
	return wanted, o.writeActorSets(tx, wanted)
}

// actorSetUpdates returns the sets to which the contributions belong. The contributions must
// be sorted.
func actorSetUpdates(added []Contribution) []actorSetUpdate {
	wanted, lows := make([]actorSetUpdate, 0, len(added)), make([]uint32, 0, len(added))
	begin := 0
	for _, c := range added {
		if c.Actor == 0 {
			continue
		}
		key := actorSetKey{c.Bucket, c.Actor >> codec.ActorSetBits}
		if n := len(wanted); n == 0 || wanted[n-1].key != key {
			wanted, begin = append(wanted, actorSetUpdate{key: key}), len(lows)
		}
		lows = append(lows, uint32(c.Actor&(1<<codec.ActorSetBits-1)))
		wanted[len(wanted)-1].lows = lows[begin:]
	}
	return wanted
}

// apply adds the actors to the set.
func (w *actorSetUpdate) apply() {
	if w.stored == nil {
		w.stored = roaring.New()
	}
	for _, low := range w.lows {
		w.changed = w.stored.CheckedAdd(low) || w.changed
	}
}

// readActorSets reads sets with one statement.
func (o *Owners) readActorSets(tx *gorm.DB, unknown []*actorSetUpdate) (err error) {
	if len(unknown) == 0 {
		return nil
	}
	keys := make([][4]int64, len(unknown))
	for i, w := range unknown {
		keys[i] = [4]int64{w.key.Owner, int64(w.key.Action), int64(w.key.Day), w.key.high}
	}
	query := tx.Raw(o.readSets, codec.JSONNumbers(keys))
	var stored []struct {
		Key    int
		Actors []byte
	}
	if err := query.Find(&stored).Error; err != nil {
		return err
	}
	for _, set := range stored {
		if unknown[set.Key].stored, err = codec.DecodeActorSet(set.Actors); err != nil {
			return err
		}
	}
	return nil
}

func (o *Owners) writeActorSets(tx *gorm.DB, sets []actorSetUpdate) error {
	changed := make([]actorSet, 0, len(sets))
	for _, w := range sets {
		if !w.changed {
			continue
		}
		stored, err := codec.EncodeActorSet(w.stored)
		if err != nil {
			return err
		}
		changed = append(changed, actorSet{w.key, stored})
	}
	return o.putSets.Run(tx, changed)
}
