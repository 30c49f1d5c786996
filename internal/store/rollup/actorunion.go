package rollup

import (
	"errors"

	"github.com/RoaringBitmap/roaring/v2"
	"gorm.io/gorm"

	"github.com/itemactivity/itemactivity/internal/store/codec"
	"github.com/itemactivity/itemactivity/models"
)

// LoadActors counts the distinct actors of an action that each stat has. The
// function unite is told how many actors each set has that is united with others, and ends
// the reading by an error.
func LoadActors(db *gorm.DB, within func(column string) func(*gorm.DB) *gorm.DB, stats []*models.ItemActivityStat, action models.CountedAction, unite func(actors int64) error) (counts map[*models.ItemActivityStat]int64, err error) {
	q, err := rangesOf(stats, action).join(db, within, "item_action_actors")
	if err != nil {
		return nil, err
	}
	rows, err := q.Where("bucket.action = wanted.value ->> 1").Select("wanted.key, bucket.high, bucket.actors").Rows()
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, rows.Close()) }()
	counts = make(map[*models.ItemActivityStat]int64, len(stats))
	var union ActorUnion
	for rows.Next() {
		var place int
		var high int64
		var stored []byte
		if err := rows.Scan(&place, &high, &stored); err != nil {
			return nil, err
		}
		if place != union.place {
			counts[stats[union.place]] = union.size()
			union = ActorUnion{place: place}
		}
		added, err := union.add(high, stored)
		if err == nil {
			err = unite(added)
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

// ActorUnion is the actors of the buckets of one range.
type ActorUnion struct {
	place int
	sets  map[int64]*roaring.Bitmap
}

// add unites a stored set with the others, and returns how many actors it has.
func (u *ActorUnion) add(high int64, stored []byte) (actors int64, err error) {
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

func (u *ActorUnion) size() (n int64) {
	for _, set := range u.sets {
		n += int64(set.GetCardinality())
	}
	return n
}

// AddActor adds one actor, and says whether it is new.
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
