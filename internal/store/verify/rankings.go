package verify

import (
	"cmp"
	"fmt"
	"maps"
	"math"
	"slices"

	"gorm.io/gorm"

	"github.com/itemactivity/itemactivity/internal/store/activitylog"
	"github.com/itemactivity/itemactivity/internal/store/codec"
	"github.com/itemactivity/itemactivity/internal/store/projection"
	"github.com/itemactivity/itemactivity/internal/store/ranking"
	"github.com/itemactivity/itemactivity/internal/store/statement"
	"github.com/itemactivity/itemactivity/models"
)

// rankedKey identifies a row of active_items or active_actors within a group and a period.
type rankedKey struct {
	of     projection.Projection
	action models.CountedAction
	num    int64
}

// rankedCount is the content of a row. last is 0 in active_items.
type rankedCount struct{ count, last int64 }

// rankings are the rows of a group in a period, stored or recomputed.
type rankings map[rankedKey]rankedCount

// add adds an activity to a row.
func (r rankings) add(key rankedKey, num int64) {
	sum := r[key]
	sum.count++
	if key.of == projection.ActiveActors {
		sum.last = max(sum.last, num)
	}
	r[key] = sum
}

// verifyRankings compares the counts of the items and actors of each group by period with its facts.
func (v *verifier) verifyRankings() error {
	for _, table := range []string{ranking.ItemRow{}.TableName(), ranking.ActorRow{}.TableName()} {
		if err := v.reportRows("Table "+table+": %d rows have an unknown action.",
			table+" WHERE action NOT BETWEEN 0 AND ?", models.CountedActions-1); err != nil {
			return err
		}
	}
	for after := int64(math.MinInt64); ; {
		var group *int64
		if err := v.db.Raw(`SELECT min(num) FROM (
			SELECT min(num) AS num FROM groups WHERE num > @group
			UNION ALL SELECT min(group_num) FROM active_items WHERE group_num > @group
			UNION ALL SELECT min(group_num) FROM active_actors WHERE group_num > @group)`,
			map[string]any{"group": after}).Scan(&group).Error; err != nil || group == nil {
			return err
		}
		for period := ranking.Period(math.MinInt64); ; {
			next, err := v.periodAfter(*group, period)
			if err != nil {
				return err
			}
			if next == nil {
				break
			}
			if err := v.verifyRanking(*group, *next); err != nil {
				return err
			}
			period = *next
		}
		after = *group
	}
}

// periodAfter returns the next period of a group that has rows or facts, or nil at the end.
func (v *verifier) periodAfter(group int64, after ranking.Period) (next *ranking.Period, err error) {
	for action := range models.CountedAction(models.CountedActions) {
		for _, table := range []string{ranking.ItemRow{}.TableName(), ranking.ActorRow{}.TableName()} {
			var stored *ranking.Period
			if err := v.db.Raw("SELECT min(period) FROM "+table+" WHERE group_num = ? AND action = ? AND period > ?",
				group, int64(action), int64(after)).Scan(&stored).Error; err != nil {
				return nil, err
			}
			if stored != nil && (next == nil || *stored < *next) {
				next = stored
			}
		}
	}
	ofFacts, err := after.After(func(from int64) (ticks *int64, err error) {
		err = v.db.Raw(`SELECT min(ticks) FROM (
			SELECT min(ticks) AS ticks FROM group_timelines WHERE group_num = @group AND ticks >= @from
			UNION ALL SELECT min(ticks) FROM drive_activities WHERE group_num = @group AND ticks >= @from
			UNION ALL SELECT min(ticks) FROM item_activities WHERE seq > @seq AND group_num = @group AND ticks >= @from)`,
			map[string]any{"group": group, "from": from, "seq": v.atStart.states[projection.GroupTimelines].AppliedSeq}).Scan(&ticks).Error
		return ticks, err
	})
	if ofFacts != nil && (next == nil || *ofFacts < *next) {
		next = ofFacts
	}
	return next, err
}

// verifyRanking compares the rows of a group in a period with its facts.
func (v *verifier) verifyRanking(group int64, period ranking.Period) error {
	stored, until, states, err := v.storedRankings(group, period)
	if err != nil {
		return err
	}
	counted := make(rankings)
	if w, ok := period.Window(); ok {
		if err := v.recountRankings(group, period, w, until, states, counted); err != nil {
			return err
		}
	}
	if maps.Equal(stored, counted) {
		return nil
	}
	all := maps.Clone(stored)
	maps.Copy(all, counted)
	for _, key := range slices.SortedFunc(maps.Keys(all), rankedKey.compare) {
		is, should := stored[key], counted[key]
		name := v.rankedName(group, key) + ", " + key.action.String() + ", " + period.String()
		if _, found := stored[key]; found && is.count == 0 {
			v.found.differ("%s: %v.", name, errNoActivities)
		}
		if is.count != should.count {
			v.found.differ("%s: actionCount is stored as %d and recomputed as %d.", name, is.count, should.count)
		}
		if is.last != should.last {
			v.found.differ("%s: the last activity is stored as %d and recomputed as %d.", name, is.last, should.last)
		}
	}
	return nil
}

// storedRankings reads the rows of a group in a period, and the facts that they include: the number of the
// last drive activity, and the states of the projections.
func (v *verifier) storedRankings(group int64, period ranking.Period) (stored rankings, until int64, states projection.States, err error) {
	stored = make(rankings)
	err = v.db.Transaction(func(snapshot *gorm.DB) (err error) {
		h, _, err := readHorizon(snapshot)
		if err != nil {
			return err
		}
		until, states = h.num, h.states
		for action := range models.CountedAction(models.CountedActions) {
			var items []ranking.ItemRow
			if err := snapshot.Where("group_num = ? AND action = ? AND period = ?", group, int64(action), int64(period)).Find(&items).Error; err != nil {
				return err
			}
			for _, r := range items {
				stored[rankedKey{projection.ActiveItems, action, r.ItemNum}] = rankedCount{r.Count, 0}
			}
			var actors []ranking.ActorRow
			if err := snapshot.Where("group_num = ? AND action = ? AND period = ?", group, int64(action), int64(period)).Find(&actors).Error; err != nil {
				return err
			}
			for _, r := range actors {
				stored[rankedKey{projection.ActiveActors, action, r.ActorNum}] = rankedCount{r.Count, r.LastNum}
			}
		}
		return nil
	})
	return stored, until, states, err
}

// rankedActivity is an item activity or a drive activity of a group. Num is the seq or the num. Action is
// empty for an item activity.
type rankedActivity struct {
	Num, ItemNum, Ticks, ActorNum int64
	Action                        string
}

func (a rankedActivity) actor() int64 { return a.ActorNum }

// recountRankings counts the facts of a group in a window, as far as the rows included them.
func (v *verifier) recountRankings(group int64, period ranking.Period, w models.Window, until int64, states projection.States, counted rankings) error {
	from, before, timeline := w.Start.Start(), w.End.Start(), states[projection.GroupTimelines].AppliedSeq
	accesses := func(rows []rankedActivity) error {
		refs, err := actorsOf(v, rows)
		if err != nil {
			return err
		}
		for _, a := range rows {
			e := &activitylog.Entry{Row: activitylog.Row{Seq: a.Num, GroupNum: group, ItemNum: a.ItemNum}, By: refs[a.ActorNum]}
			for _, of := range []projection.Projection{projection.ActiveItems, projection.ActiveActors} {
				num := of.CountedIn(e)
				if num != 0 && states[of].Contains(a.Num, projection.PeriodKey(group, period, num, a.Num)) {
					counted.add(rankedKey{of, models.Accesses, num}, a.Num)
				}
			}
		}
		return nil
	}
	if err := statement.PagesAfter(rankedActivity{Ticks: from}, func(after *rankedActivity) *gorm.DB {
		return v.db.Table("group_timelines AS t").Select("t.seq AS num, a.item_num, t.ticks, a.actor_num").
			Joins("CROSS JOIN item_activities AS a ON a.seq = t.seq").
			Where("t.group_num = ? AND (t.ticks, t.seq) > (?, ?) AND t.ticks < ? AND t.seq <= ?", group, after.Ticks, after.Num, before, timeline).
			Order("t.ticks, t.seq")
	}, accesses); err != nil {
		return err
	}
	// The projections may contain activities that the timeline lacks.
	last := max(states[projection.ActiveItems].BatchSeq, states[projection.ActiveActors].BatchSeq)
	if err := statement.PagesAfter(rankedActivity{Num: timeline}, func(after *rankedActivity) *gorm.DB {
		return v.db.Table("item_activities").Select("seq AS num, item_num, ticks, actor_num").
			Where("seq > ? AND seq <= ? AND group_num = ? AND ticks >= ? AND ticks < ?", after.Num, last, group, from, before).Order("seq")
	}, accesses); err != nil {
		return err
	}
	return statement.PagesAfter(rankedActivity{Ticks: from}, func(after *rankedActivity) *gorm.DB {
		return v.db.Table("drive_activities").Select("num", "item_num", "ticks", "actor_num", "action").
			Where("group_num = ? AND (ticks, num) > (?, ?) AND ticks < ? AND num <= ?", group, after.Ticks, after.Num, before, until).
			Order("ticks, num")
	}, func(rows []rankedActivity) error {
		refs, err := actorsOf(v, rows)
		if err != nil {
			return err
		}
		for _, a := range rows {
			action := new(models.ItemActionSet)
			if err := codec.DecodeContent("drive activity", a.Num, a.Action, action); err != nil {
				return err
			}
			for _, kind := range action.Counted() {
				counted.add(rankedKey{projection.ActiveItems, kind, a.ItemNum}, a.Num)
				if actor := refs[a.ActorNum].Actor; actor != 0 {
					counted.add(rankedKey{projection.ActiveActors, kind, actor}, a.Num)
				}
			}
		}
		return nil
	})
}

// rankedName returns the name of an item or of an actor in a group for a message.
func (v *verifier) rankedName(group int64, key rankedKey) string {
	name := drives.name(v, group)
	if key.of == projection.ActiveItems {
		return name + ", " + items.name(v, key.num)
	}
	return fmt.Sprintf("%s, actor %d", name, key.num)
}

func (k rankedKey) compare(other rankedKey) int {
	return cmp.Or(cmp.Compare(k.of, other.of), cmp.Compare(k.action, other.action), cmp.Compare(k.num, other.num))
}
