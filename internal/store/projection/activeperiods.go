package projection

import (
	"iter"

	"gorm.io/gorm"

	"github.com/itemactivity/itemactivity/internal/store/activitylog"
	"github.com/itemactivity/itemactivity/internal/store/ranking"
	"github.com/itemactivity/itemactivity/models"
)

// Lacks reports whether a projection of a snapshot lacks an entry in the count of a period.
type Lacks func(e *activitylog.Entry, p ranking.Period) bool

// ActiveItems returns the activities that the counts of the items of a group lack in at least one period,
// the last one first.
func (s *Snapshot) ActiveItems(db *gorm.DB, group int64) (iter.Seq[*activitylog.Entry], Lacks, error) {
	return s.findInPeriods(db, ActiveItems, group)
}

// ActiveActors returns the activities that the counts of the actors of a group lack in at least one period,
// the last one first. An activity without a counted actor is in no count.
func (s *Snapshot) ActiveActors(db *gorm.DB, group int64) (iter.Seq[*activitylog.Entry], Lacks, error) {
	return s.findInPeriods(db, ActiveActors, group)
}

func (s *Snapshot) findInPeriods(db *gorm.DB, of Projection, group int64) (iter.Seq[*activitylog.Entry], Lacks, error) {
	// Keys are applied in ascending order. If the count of any period lacks an entry, that of the greatest
	// one does.
	entries, err := s.find(db, of, ofGroups([]int64{group}), func(e *activitylog.Entry) Key {
		periods := ranking.PeriodsOf(models.Instant(e.Ticks).Day())
		return of.keyInPeriod(e, periods[len(periods)-1])
	})
	if err != nil {
		return nil, nil, err
	}
	state := s.states[of]
	return entries, func(e *activitylog.Entry, p ranking.Period) bool {
		return !state.Contains(e.Seq, of.keyInPeriod(e, p))
	}, nil
}

func (p Projection) keyInPeriod(e *activitylog.Entry, period ranking.Period) Key {
	return PeriodKey(e.GroupNum, period, p.CountedIn(e), e.Seq)
}
