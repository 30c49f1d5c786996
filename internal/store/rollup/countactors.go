package rollup

import (
	"gorm.io/gorm"

	"github.com/itemactivity/itemactivity/internal/store/codec"
	"github.com/itemactivity/itemactivity/internal/store/posting"
	"github.com/itemactivity/itemactivity/internal/store/statement"
	"github.com/itemactivity/itemactivity/models"
)

// CountActors returns the number of distinct actors of an action in each stat. The function lacking
// returns the actors of a stat that the stored sets may lack; it may be nil. CountActors calls unite
// with the size of each set that it unites. The size includes the actors that the stored set lacks, so
// that the sizes do not depend on what is stored already. An error of unite aborts it.
func CountActors[S Stat](
	db *gorm.DB, owners *Owners, visible posting.AddVisible, stats []S, action models.CountedAction,
	lacking func(S) *ActorsByDay, unite func(actors int64) error,
) (counts map[S]int64, err error) {
	of := rangesOf(stats, action)
	query, values := of.read(owners, "wanted.key, bucket.day, bucket.high, bucket.actors", owners.actors, visible).
		Where("bucket.action = wanted.value ->> 1").Statement()
	sum := actorSum[S]{stats: stats, lacking: lacking, unite: unite, counts: make(map[S]int64, len(stats))}
	type actors struct {
		Key    int
		Day    models.Day
		High   int64
		Actors []byte
	}
	if err := statement.Each(db, func(row *actors) error {
		if err := sum.finish(of.stat(row.Key, row.Day)); err != nil {
			return err
		}
		return sum.add(actorPart{row.Day, row.High}, row.Actors)
	}, query, values...); err != nil {
		return nil, err
	}
	return sum.counts, sum.finish(len(stats))
}

// actorSum counts the actors of stats, one stat after the other.
type actorSum[S Stat] struct {
	stats   []S
	lacking func(S) *ActorsByDay
	unite   func(actors int64) error
	counts  map[S]int64
	// union contains the actors of the stat at position. rest contains those that the stored sets may
	// lack, without those of the sets that were added. It is nil before the first set is added.
	union    ActorUnion
	rest     *ActorsByDay
	position int
	// only is the only stored set of the stat at position so far, if it need not be decoded.
	only storedSet
}

// storedSet is a stored set of actors and its size. stored is nil if there is none.
type storedSet struct {
	stored []byte
	high   int64
	size   int
}

// findLacking sets rest.
func (s *actorSum[S]) findLacking() {
	switch {
	case s.rest != nil:
	case s.lacking == nil:
		s.rest = new(ActorsByDay)
	default:
		s.rest = s.lacking(s.stats[s.position])
	}
}

// add adds a stored set of the stat at position, and the actors that this set lacks.
func (s *actorSum[S]) add(part actorPart, stored []byte) error {
	s.findLacking()
	lacking := s.rest.take(part)
	if lacking == nil && s.only.stored == nil && s.union.sets == nil {
		if size, ok := codec.DenseActorSetSize(stored); ok {
			s.only = storedSet{stored, part.high, size}
			return s.unite(int64(size))
		}
	}
	if err := s.decodeOnly(); err != nil {
		return err
	}
	set, err := codec.DecodeActorSet(stored)
	if err != nil {
		return err
	}
	if lacking != nil {
		set.Or(lacking)
	}
	s.union.add(part.high, set)
	return s.unite(int64(set.GetCardinality()))
}

// decodeOnly adds the only set to the union, because there is another one.
func (s *actorSum[S]) decodeOnly() error {
	if s.only.stored == nil {
		return nil
	}
	set, err := codec.DecodeActorSet(s.only.stored)
	if err != nil {
		return err
	}
	s.union.add(s.only.high, set)
	s.only = storedSet{}
	return nil
}

// finish counts the actors of the stats before a position.
func (s *actorSum[S]) finish(before int) error {
	for ; s.position < before; s.position++ {
		s.findLacking()
		if len(s.rest.parts) > 0 {
			if err := s.decodeOnly(); err != nil {
				return err
			}
		}
		for part, set := range s.rest.parts {
			if err := s.unite(int64(set.GetCardinality())); err != nil {
				return err
			}
			s.union.add(part.high, set)
		}
		s.counts[s.stats[s.position]] = s.union.size() + int64(s.only.size)
		s.union, s.rest, s.only = ActorUnion{}, nil, storedSet{}
	}
	return nil
}
