package store

import (
	"errors"

	"github.com/RoaringBitmap/roaring/v2"

	"github.com/itemactivity/itemactivity/models"
)

// loadActors counts the distinct actors of an action that each stat has.
func loadActors(v view, stats []*models.ItemActivityStat, action models.CountedAction) (counts map[*models.ItemActivityStat]int64, err error) {
	q, err := rangesOf(stats, action).join(v, "item_action_actors")
	if err != nil {
		return nil, err
	}
	rows, err := q.Where("bucket.action = wanted.value ->> 1").Select("wanted.key, bucket.high, bucket.actors").Rows()
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, rows.Close()) }()
	counts = make(map[*models.ItemActivityStat]int64, len(stats))
	var union actorUnion
	for rows.Next() {
		var place int
		var high int64
		var stored []byte
		if err := rows.Scan(&place, &high, &stored); err != nil {
			return nil, err
		}
		if place != union.place {
			counts[stats[union.place]] = union.size()
			union = actorUnion{place: place}
		}
		if err := union.add(high, stored); err != nil {
			return nil, err
		}
	}
	if err := rows.Err(); err != nil {
		return nil, err
	}
	counts[stats[union.place]] = union.size()
	return counts, nil
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
