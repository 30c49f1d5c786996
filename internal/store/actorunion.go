package store

import (
	"errors"

	"github.com/RoaringBitmap/roaring/v2"

	"github.com/itemactivity/itemactivity/internal/store/codec"
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
		added, err := union.add(high, stored)
		if err == nil {
			err = v.unite(added)
		}
		if err != nil {
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

// maxUnited bounds the actors of all the sets that are united in one snapshot, some
// half a second of a processor. What an operation costs by its document does not say how
// many actors there are.
const maxUnited = 20_000_000

// unite adds to what was united; QUERY_TOO_COMPLEX for too much.
func (v view) unite(actors int64) error {
	if v.families == nil {
		return nil
	}
	v.families.mu.Lock()
	defer v.families.mu.Unlock()
	if v.families.actors += actors; v.families.actors > maxUnited {
		return &models.Error{
			Code:       models.QueryTooComplex,
			Message:    "The windows have too many actors to be counted by one request. Ask for fewer windows, or for shorter ones.",
			Extensions: map[string]any{"limit": maxUnited},
		}
	}
	return nil
}

// add unites a stored set with the others, and returns how many actors it has.
func (u *actorUnion) add(high int64, stored []byte) (actors int64, err error) {
	set, err := codec.DecodeActorSet(stored)
	if err != nil {
		return 0, err
	}
	actors = int64(set.GetCardinality())
	if u.sets == nil {
		u.sets = make(map[int64]*roaring.Bitmap)
	}
	if sum := u.sets[high]; sum != nil {
		sum.Or(set)
	} else {
		u.sets[high] = set
	}
	return actors, nil
}

func (u *actorUnion) size() (n int64) {
	for _, set := range u.sets {
		n += int64(set.GetCardinality())
	}
	return n
}
