package store

import (
	"cmp"
	"context"
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"strconv"
	"testing"

	"github.com/itemactivity/itemactivity/internal/auth"
	"github.com/itemactivity/itemactivity/internal/store/fixture"
	"github.com/itemactivity/itemactivity/models"
)

// mergedView is a snapshot of a caller, and what it must contain.
type mergedView struct {
	m      *mergedStore
	ctx    context.Context
	end    func()
	caller *auth.Principal
	groups []models.ID
	facts  []mergedFact
}

// view begins a snapshot of a random caller.
func (m *mergedStore) view(t *testing.T) *mergedView {
	t.Helper()
	callers := slices.SortedFunc(maps.Keys(m.groups), func(a, b *auth.Principal) int { return cmp.Compare(a.UserID+a.ApplicationID, b.UserID+b.ApplicationID) })
	v := &mergedView{m: m, caller: sample(m.random, callers...), facts: slices.Clip(m.facts)}
	v.groups = m.groups[v.caller]
	v.ctx, v.end = m.begin(fixture.As(t, v.caller), new(Attempt))
	// The snapshot is the state at its first read.
	if _, err := m.Groups(v.ctx, models.PageArgs{}); err != nil {
		t.Fatal(err)
	}
	return v
}

func (v *mergedView) name() models.ID { return v.caller.UserID + v.caller.ApplicationID }

func (v *mergedView) visible(f mergedFact) bool { return slices.Contains(v.groups, f.group) }

// list is a filtered list, and the facts that it must contain.
type mergedList struct {
	name   string
	filter models.ItemActivityFilter
	order  models.ItemActivityOrder
	// hidden means that the caller does not see the object of the filter.
	hidden bool
	want   []mergedFact
}

// randomList returns a random list.
func (v *mergedView) randomList() (l mergedList) {
	random := v.m.random
	l.order = models.ItemActivityOrder(random.IntN(int(models.EarliestRecordedFirst) + 1))
	conditions := []func(mergedFact) bool{v.visible}
	item, group := models.ID(sample(random, "g1-a", "g1-b", "g2-a", "g2-b")), models.ID(sample(random, "g1", "g2"))
	switch kind := random.IntN(4); {
	case kind == 0:
		l.filter.DriveItemID, l.hidden = &item, !slices.Contains(v.groups, mergedItems[item])
		conditions = append(conditions, func(f mergedFact) bool { return f.item == item })
	case kind == 1:
		l.filter.GroupID, l.hidden = &group, !slices.Contains(v.groups, group)
		conditions = append(conditions, func(f mergedFact) bool { return f.group == group })
	case kind == 2 && !l.order.ByRecorded():
		w := v.randomWindow()
		l.filter.StatID, l.hidden = new(w.ID(item)), !slices.Contains(v.groups, mergedItems[item])
		conditions = append(conditions, func(f mergedFact) bool { return f.item == item && w.Holds(f.ticks) })
	default:
		if l.order.ByRecorded() {
			l.order -= models.LatestRecordedFirst
		}
		actor := sample(random, fixture.UserSet("ann"), fixture.UserSet("bob"), fixture.UserSet("nobody"),
			&models.IdentitySet{Application: &models.Identity{ID: new("app")}}, &models.IdentitySet{Application: &models.Identity{ID: new("ann")}})
		l.filter.Actor = actor
		conditions = append(conditions, func(f mergedFact) bool { return slices.Contains(f.actor.ActorKeys(), actor.ActorKeys()[0]) })
	}
	if random.IntN(3) == 0 {
		conditions = append(conditions, l.narrow(v))
	}
	l.want = within(v.facts, conditions...)
	slices.SortFunc(l.want, compareFacts(l.order))
	l.name = fmt.Sprintf("%s: %+v in order %d", v.name(), describe(l.filter), l.order)
	return l
}

// describe returns what identifies a filter.
func describe(f models.ItemActivityFilter) string {
	text := func(id *models.ID) models.ID {
		if id == nil {
			return ""
		}
		return *id
	}
	from, before := f.ActivityDateTime.Ticks()
	recordedFrom, recordedBefore := f.RecordedDateTime.Ticks()
	actor := ""
	if f.Actor != nil {
		actor = fmt.Sprint(f.Actor.ActorKeys())
	}
	return fmt.Sprint(text(f.DriveItemID), " ", text(f.GroupID), " ", text(f.StatID), " ", actor, " ", from, " ", before, " ", recordedFrom, " ", recordedBefore)
}

// narrow limits the list to a range of the time that it is ordered by.
func (l *mergedList) narrow(v *mergedView) func(mergedFact) bool {
	random := v.m.random
	if !l.order.ByRecorded() {
		from := (firstMergedDay + models.Day(random.IntN(9))).Start() + int64(random.IntN(2))
		before := from + int64(1+random.IntN(4))*models.TicksPerDay
		l.filter.ActivityDateTime = dateTimes(from, before)
		return func(f mergedFact) bool { return from <= f.ticks && f.ticks < before }
	}
	from, before := v.facts[random.IntN(len(v.facts))].recorded, v.facts[random.IntN(len(v.facts))].recorded+1
	if from >= before {
		from, before = before-1, from+1
	}
	l.filter.RecordedDateTime = dateTimes(int64(from), int64(before))
	return func(f mergedFact) bool { return from <= f.recorded && f.recorded < before }
}

func dateTimes(from, before int64) *models.DateTimeRange {
	f, b := models.Instant(from).DateTimeOffset(), models.Instant(before).DateTimeOffset()
	return &models.DateTimeRange{From: &f, Before: &b}
}

func (v *mergedView) randomWindow() models.Window {
	day := firstMergedDay + models.Day(v.m.random.IntN(9))
	return sample(v.m.random, models.AllTimeWindow(), models.StandardWindow(models.OneDay, day), models.StandardWindow(models.OneWeek, day-day%7),
		models.StandardWindow(models.OneWeek, day-day%7))
}

// page reads a random page of a random list, between cursors that earlier pages have returned, and
// compares it. The projections advance between the reads of the page and of its totalCount.
func (v *mergedView) page(t *testing.T) {
	t.Helper()
	m, l := v.m, v.randomList()
	known := m.cursors[l.name]
	if known == nil {
		known = map[string]mergedFact{}
		m.cursors[l.name] = known
	}
	var args models.PageArgs
	want, order := l.want, compareFacts(l.order)
	// A snapshot may be older than a cursor.
	cursors := slices.DeleteFunc(slices.Sorted(maps.Keys(known)), func(c string) bool { return known[c].seq > int64(len(v.facts)) || l.hidden })
	if len(cursors) > 0 && m.random.IntN(2) == 0 {
		after := sample(m.random, cursors...)
		args.After = &after
		want = within(want, func(f mergedFact) bool { return order(f, known[after]) > 0 })
	}
	if len(cursors) > 0 && m.random.IntN(3) == 0 {
		before := sample(m.random, cursors...)
		args.Before = &before
		want = within(want, func(f mergedFact) bool { return order(f, known[before]) < 0 })
	}
	size := 1 + m.random.IntN(12)
	more := len(want) > size
	if fromEnd := m.random.IntN(2) == 0; fromEnd {
		args.Last = &size
		want = want[max(0, len(want)-size):]
	} else {
		args.First = &size
		want = want[:min(size, len(want))]
	}
	c, err := m.FilteredActivities(v.ctx, l.filter, &l.order, args)
	if err != nil || (c == nil) != l.hidden {
		t.Fatalf("%s: hidden is %v, want %v (%v)", l.name, c == nil, l.hidden, err)
	}
	if l.hidden {
		return
	}
	var got, ids []models.ID
	for _, e := range c.Edges {
		got = append(got, e.Node.ID)
	}
	for i, f := range want {
		ids = append(ids, f.id)
		if len(got) == len(want) {
			known[c.Edges[i].Cursor()] = f
		}
	}
	if !slices.Equal(got, ids) {
		t.Fatalf("%s, first %v, last %v, after %v, before %v:\n%v\n%v", l.name, args.First, args.Last, args.After != nil, args.Before != nil, got, ids)
	}
	if args.First != nil && args.Before == nil && c.PageInfo.HasNextPage != more {
		t.Errorf("%s: hasNextPage is %v", l.name, !more)
	}
	if args.Last != nil && args.After == nil && c.PageInfo.HasPreviousPage != more {
		t.Errorf("%s: hasPreviousPage is %v", l.name, !more)
	}
	m.disturb(t)
	if n, err := c.TotalCount(v.ctx); err != nil || n == nil || *n != len(l.want) {
		t.Errorf("%s: totalCount is %v (%v), want %d", l.name, n, err, len(l.want))
	}
}

// count reads the counts of the windows of a random item, and compares them.
func (v *mergedView) count(t *testing.T) {
	t.Helper()
	m := v.m
	item := models.ID(sample(m.random, "g1-a", "g1-b", "g2-a", "g2-b"))
	w := v.randomWindow()
	stat, err := m.ItemActivityStat(v.ctx, w.ID(item))
	visible := slices.Contains(v.groups, mergedItems[item])
	if err != nil || (stat != nil) != visible {
		t.Fatalf("%s sees the stat of %s: %v (%v)", v.name(), item, stat != nil, err)
	}
	if !visible {
		return
	}
	want := within(v.facts, v.visible, func(f mergedFact) bool { return f.item == item && w.Holds(f.ticks) })
	actors := map[models.ActorKey]bool{}
	for _, f := range want {
		if key, ok := f.actor.ActorKey(); ok {
			actors[key] = true
		}
	}
	if n, err := m.ActionCount(v.ctx, stat.Access()); err != nil || n != len(want) {
		t.Errorf("%s: %s: actionCount is %d, want %d (%v)", v.name(), stat.ID, n, len(want), err)
	}
	m.disturb(t)
	if n, err := m.ActorCount(v.ctx, stat.Access()); err != nil || n != len(actors) {
		t.Errorf("%s: %s: actorCount is %d, want %d (%v)", v.name(), stat.ID, n, len(actors), err)
	}
}

// TestReadsAreExactAtEveryWatermark records random facts from several goroutines. It compares pages
// of all lists in every order, and all counts, with a naive recount. Meanwhile each projection
// advances by itself, by parts of batches, and the tail in memory is cut. Snapshots that are older
// than steps and cuts still contain their own state. Callers see only what their groups contain.
func TestReadsAreExactAtEveryWatermark(t *testing.T) {
	for range 4 {
		seed := rand.Uint64()
		t.Run(strconv.FormatUint(seed, 10), func(t *testing.T) {
			m := newMergedStore(t, seed, 25)
			m.record(t)
			var views []*mergedView
			defer func() {
				for _, v := range views {
					v.end()
				}
			}()
			read := 0
			for step := range 400 {
				switch n := m.random.IntN(10); {
				case step == 200:
					m.leave(t)
				case n < 2:
					m.record(t)
				case n < 4:
					m.disturb(t)
				case len(views) < 2 || n < 5 && len(views) < 4:
					views = append(views, m.view(t))
				default:
					i := m.random.IntN(len(views))
					views[i].page(t)
					views[i].count(t)
					views[i].countDrives(t)
					read++
					if m.random.IntN(3) == 0 {
						views[i].end()
						views = slices.Delete(views, i, i+1)
					}
				}
				if t.Failed() {
					t.Fatalf("after %d steps with the seed %d", step, seed)
				}
			}
			if read < 50 {
				t.Errorf("only %d reads were compared", read)
			}
			wantVerified(t, m.database.Path())
			project(t, m.Store)
			wantVerified(t, m.database.Path())
		})
	}
}
