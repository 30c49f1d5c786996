package rollup

import (
	"github.com/RoaringBitmap/roaring/v2"
	"gorm.io/gorm"

	"github.com/itemactivity/itemactivity/internal/store/codec"
	"github.com/itemactivity/itemactivity/internal/store/statement"
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
func (r *Rollup) flushActorSets(tx *gorm.DB, cache *actorSetCache) ([]actorSetUpdate, error) {
	wanted := r.actorSetUpdates()
	var unknown []*actorSetUpdate
	for i := range wanted {
		w := &wanted[i]
		if w.stored, w.cached = cache.sets.Get(w.key); !w.cached {
			unknown = append(unknown, w)
		}
	}
	if err := readActorSets(tx, unknown); err != nil {
		return nil, err
	}
	for i := range wanted {
		wanted[i].apply()
	}
	return wanted, writeActorSets(tx, wanted)
}

// actorSetUpdates returns the sets to which the contributions belong. The contributions must
// be sorted.
func (r *Rollup) actorSetUpdates() []actorSetUpdate {
	wanted, lows := make([]actorSetUpdate, 0, len(r.Contributions)), make([]uint32, 0, len(r.Contributions))
	begin := 0
	for _, c := range r.Contributions {
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
func readActorSets(tx *gorm.DB, unknown []*actorSetUpdate) (err error) {
	if len(unknown) == 0 {
		return nil
	}
	keys := make([][4]int64, len(unknown))
	for i, w := range unknown {
		keys[i] = [4]int64{w.key.Item, int64(w.key.Action), int64(w.key.Day), w.key.high}
	}
	query := tx.Raw(`SELECT wanted.key, stored.actors FROM json_each(?) AS wanted
		CROSS JOIN item_action_actors AS stored ON stored.item_num = wanted.value ->> 0
			AND stored.action = wanted.value ->> 1 AND stored.day = wanted.value ->> 2 AND stored.high = wanted.value ->> 3`,
		codec.JSONNumbers(keys))
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

func writeActorSets(tx *gorm.DB, sets []actorSetUpdate) error {
	rows := make([]ItemActionActorsRow, 0, len(sets))
	for _, w := range sets {
		if !w.changed {
			continue
		}
		stored, err := codec.EncodeActorSet(w.stored)
		if err != nil {
			return err
		}
		rows = append(rows, ItemActionActorsRow{w.key.Item, w.key.Action, w.key.Day, w.key.high, stored})
	}
	return putActorSets.Run(tx, rows)
}

var putActorSets = statement.NewInsert("item_action_actors (item_num, action, day, high, actors)",
	"ON CONFLICT DO UPDATE SET actors = excluded.actors",
	func(values []any, r ItemActionActorsRow) []any {
		return append(values, r.ItemNum, int64(r.Action), int64(r.Day), r.High, r.Actors)
	})
