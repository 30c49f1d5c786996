package store

import (
	"errors"

	"github.com/RoaringBitmap/roaring/v2"

	"github.com/itemactivity/itemactivity/models"
)

// actorsKey is windows over an item, whose actors of one action are loaded
// together.
type actorsKey struct {
	seriesKey
	action models.CountedAction
}

// loadActors counts the distinct actors of each window of each series.
func loadActors(v view, keys []actorsKey) (loaded map[actorsKey][]int64, err error) {
	var wanted ranges
	for _, k := range keys {
		wanted = wanted.of(k.seriesKey, k.action)
	}
	q, err := wanted.join(v, "item_action_actors")
	if err != nil {
		return nil, err
	}
	rows, err := q.Where("bucket.action = wanted.value ->> 1").Select("wanted.key, bucket.high, bucket.actors").Rows()
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, rows.Close()) }()
	counts := make([]int64, len(wanted))
	var union actorUnion
	for rows.Next() {
		var place int
		var high int64
		var stored []byte
		if err := rows.Scan(&place, &high, &stored); err != nil {
			return nil, err
		}
		if place != union.place {
			counts[union.place] = union.size()
			union = actorUnion{place: place}
		}
		if err := union.add(high, stored); err != nil {
			return nil, err
		}
	}
	if err := rows.Err(); err != nil {
		return nil, err
	}
	if len(counts) > 0 {
		counts[union.place] = union.size()
	}
	loaded = make(map[actorsKey][]int64, len(keys))
	for _, k := range keys {
		loaded[k], counts = counts[:k.Length], counts[k.Length:]
	}
	return loaded, nil
}

// actorUnion is the actors of the buckets of one range.
type actorUnion struct {
	place int
	sets  map[int64]*roaring.Bitmap
}

func (u *actorUnion) add(high int64, stored []byte) error {
	set, err := actorSet(stored)
	if err != nil {
		return err
	}
	if u.sets == nil {
		u.sets = make(map[int64]*roaring.Bitmap)
	}
	if sum := u.sets[high]; sum != nil {
		sum.Or(set)
	} else {
		u.sets[high] = set
	}
	return nil
}

func (u *actorUnion) size() (n int64) {
	for _, set := range u.sets {
		n += int64(set.GetCardinality())
	}
	return n
}
