package projection

import (
	"iter"
	"math"
	"sync"

	"gorm.io/gorm"

	"github.com/itemactivity/itemactivity/internal/store/activitylog"
	"github.com/itemactivity/itemactivity/internal/store/rollup"
	"github.com/itemactivity/itemactivity/models"
)

// Snapshot finds the entries of the log that the projections lack in the state of the database that
// a transaction sees. It is safe for concurrent use.
type Snapshot struct {
	tail *activitylog.Tail
	// complete is the tail's completeness before the transaction began, or 0 in the writer.
	complete int64
	mu       sync.Mutex
	// states and entries are set by the first call.
	read   bool
	states States
	last   int64
	// entries contains the entries that at least one projection lacks: those that were read from the
	// log, and before them those that were in the tail. A snapshot may begin right after a commit,
	// before its entries are in the tail.
	entries [2]activitylog.Index
}

// NewSnapshot returns the snapshot of a transaction that has not begun.
func NewSnapshot(tail *activitylog.Tail) *Snapshot {
	return &Snapshot{tail: tail, complete: tail.Completeness.Current()}
}

// NewUncommitted returns the snapshot of a transaction that may write to the log.
func NewUncommitted(tail *activitylog.Tail) *Snapshot { return &Snapshot{tail: tail} }

// Used reports whether the snapshot has found entries, so that it does not find later ones.
func (s *Snapshot) Used() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.read
}

// begin finds the entries that the projections lack. The transaction must have read something before,
// because a SQLite transaction sees the state of the database at its first read.
func (s *Snapshot) begin(db *gorm.DB) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.read {
		return nil
	}
	// If nothing was committed from before the transaction began until now, it sees the same state.
	if s.complete != 0 && s.complete == s.tail.Completeness.Current() {
		s.read = true
		return nil
	}
	if complete, err := lacksNothing(db); complete || err != nil {
		s.read = complete
		return err
	}
	states, last, err := ReadStates(db)
	if err != nil {
		return err
	}
	applied := states.Applied()
	inTail, reached := s.tail.Between(applied, last)
	if reached < last {
		if s.entries[0], err = s.tail.ReadLog(db, reached, last); err != nil {
			return err
		}
	}
	s.states, s.last, s.entries[1], s.read = states, last, inTail, true
	return nil
}

// find returns the entries that a projection lacks, of those that the function in finds in an index. An
// entry has the key that the function keyOf returns in the projection. If the projection is being filled,
// find returns UNAVAILABLE. Rows of the projection must not be used then, so find must succeed first.
func (s *Snapshot) find(db *gorm.DB, of Projection, in func(activitylog.Index) iter.Seq[*activitylog.Entry], keyOf func(*activitylog.Entry) Key) (iter.Seq[*activitylog.Entry], error) {
	if err := s.begin(db); err != nil {
		return nil, err
	}
	state := s.states[of]
	if state.Filling {
		return nil, notFilled(state.AppliedSeq, s.last)
	}
	return func(yield func(*activitylog.Entry) bool) {
		for _, part := range s.entries {
			for e := range in(part.Between(state.AppliedSeq, math.MaxInt64)) {
				if (e.Seq > state.BatchSeq || !state.Contains(e.Seq, keyOf(e))) && !yield(e) {
					return
				}
			}
		}
	}, nil
}

func ofItems(items []int64) func(activitylog.Index) iter.Seq[*activitylog.Entry] {
	return func(x activitylog.Index) iter.Seq[*activitylog.Entry] { return x.OfItems(items) }
}

func ofGroups(groups []int64) func(activitylog.Index) iter.Seq[*activitylog.Entry] {
	return func(x activitylog.Index) iter.Seq[*activitylog.Entry] { return x.OfGroups(groups) }
}

// OfItems returns the activities that the timelines of some items lack, the last one first.
func (s *Snapshot) OfItems(db *gorm.DB, items []int64) (iter.Seq[*activitylog.Entry], error) {
	return s.find(db, ItemTimelines, ofItems(items), keyInItem)
}

// OfGroup returns the activities that the timeline of a group lacks, the last one first.
func (s *Snapshot) OfGroup(db *gorm.DB, group int64) (iter.Seq[*activitylog.Entry], error) {
	return s.find(db, GroupTimelines, ofGroups([]int64{group}), keyInGroup)
}

// OfActor returns the activities that the lists of an identity lack, in all groups, the last one first.
func (s *Snapshot) OfActor(db *gorm.DB, identity int64) (iter.Seq[*activitylog.Entry], error) {
	return s.find(db, ActorLists,
		func(x activitylog.Index) iter.Seq[*activitylog.Entry] { return x.OfIdentity(identity) },
		func(e *activitylog.Entry) Key { return keyOfActor(identity, e) })
}

// Posted returns the activities that the posting list of an item lacks, or of a group if item is 0, the
// last one first.
func (s *Snapshot) Posted(db *gorm.DB, group, item int64) (iter.Seq[*activitylog.Entry], error) {
	in := ofItems([]int64{item})
	if item == 0 {
		in = ofGroups([]int64{group})
	}
	return s.find(db, PostingLists, in, func(e *activitylog.Entry) Key { return keyOfPosting(item, e) })
}

// CountedAllTime returns the activities that the statistics of some items lack in those of all time.
func (s *Snapshot) CountedAllTime(db *gorm.DB, items []int64) (iter.Seq[*activitylog.Entry], error) {
	return s.find(db, Statistics, ofItems(items), func(e *activitylog.Entry) Key { return keyOfBucket(rollup.AllTime, e) })
}

// CountedByDay returns the activities that the statistics of some items lack in those of their day.
func (s *Snapshot) CountedByDay(db *gorm.DB, items []int64) (iter.Seq[*activitylog.Entry], error) {
	return s.find(db, Statistics, ofItems(items), func(e *activitylog.Entry) Key { return keyOfBucket(models.Instant(e.Ticks).Day(), e) })
}

// CountedAllTimeOfGroups returns the activities that the statistics of the drives of some groups lack in
// those of all time.
func (s *Snapshot) CountedAllTimeOfGroups(db *gorm.DB, groups []int64) (iter.Seq[*activitylog.Entry], error) {
	return s.find(db, DriveStatistics, ofGroups(groups), func(e *activitylog.Entry) Key { return keyOfDriveBucket(rollup.AllTime, e) })
}

// CountedByDayOfGroups returns the activities that the statistics of the drives of some groups lack in
// those of their day.
func (s *Snapshot) CountedByDayOfGroups(db *gorm.DB, groups []int64) (iter.Seq[*activitylog.Entry], error) {
	return s.find(db, DriveStatistics, ofGroups(groups), func(e *activitylog.Entry) Key { return keyOfDriveBucket(models.Instant(e.Ticks).Day(), e) })
}
