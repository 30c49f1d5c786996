package store

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"path/filepath"
	"slices"
	"strconv"
	"testing"
	"time"

	"github.com/itemactivity/itemactivity/internal/auth"
	"github.com/itemactivity/itemactivity/internal/store/fixture"
	"github.com/itemactivity/itemactivity/internal/store/projection"
	"github.com/itemactivity/itemactivity/models"
)

// rankedFact is an access or a drive activity as a naive recount sees it.
type rankedFact struct {
	group, item models.ID
	action      models.CountedAction
	actor       *models.IdentitySet
	ticks       int64
}

// rankedStore is a store with two groups of several items, whose projections are advanced at random, and
// the facts in the order in which they were recorded.
type rankedStore struct {
	*Store
	random *rand.Rand
	facts  []rankedFact
	// items are the items of each group in the order of their creation.
	items map[models.ID][]models.ID
	path  string
}

// rankedDays are the days on which facts happen. They contain the end of a week and the end of a month,
// and begin more than seven days before the time of the clock.
const (
	firstRankedDay = models.Day(738_916) // 2024-01-27, a Saturday
	rankedDays     = 12
)

func newRankedStore(t *testing.T, seed uint64) *rankedStore {
	t.Helper()
	clock := fixture.NewClock(time.Date(2024, 2, 6, 23, 0, 0, 0, time.UTC))
	path := filepath.Join(t.TempDir(), "itemactivity.db")
	s, err := Open(t.Context(), Config{
		Path: path, Now: clock.Now, Logger: slog.New(slog.DiscardHandler),
		projections: projection.Limits{Manual: true, BatchSize: 30},
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() })
	m := &rankedStore{Store: s, random: rand.New(rand.NewPCG(seed, 1)), items: map[models.ID][]models.ID{}, path: path}
	for _, group := range []models.ID{"g1", "g2"} {
		m.must(t)(s.CreateGroup(fixture.Local(t), models.Group{ID: group, DisplayName: "G", DriveID: group + "-drive"}))
		m.must(t)(s.CreateDriveItem(fixture.Local(t), group+"-drive", models.DriveItem{ID: group + "-folder", Name: "f", Folder: &models.Folder{}}))
		// The order of their ids is not that of their creation.
		for i := 6; i > 0; i-- {
			item := models.ID(fmt.Sprintf("%s-%d", group, i))
			m.must(t)(s.CreateDriveItem(fixture.Local(t), group+"-drive", models.DriveItem{ID: item, Name: string(item), File: &models.File{}}))
			m.items[group] = append(m.items[group], item)
		}
	}
	return m
}

// must returns a function that fails the test for an error.
func (m *rankedStore) must(t *testing.T) func(_ any, err error) {
	t.Helper()
	return func(_ any, err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
}

// newFact returns a fact. Few items and actors have most of the facts.
func (m *rankedStore) newFact() rankedFact {
	skewed := func(n int) int { return min(m.random.IntN(n), m.random.IntN(n)) }
	group := sample[models.ID](m.random, "g1", "g2")
	f := rankedFact{
		group: group, item: m.items[group][skewed(6)],
		actor: &models.IdentitySet{User: &models.Identity{ID: new(fmt.Sprint("user-", 9-skewed(9))), DisplayName: new(sample(m.random, "A", "B", "C"))}},
		ticks: (firstRankedDay + models.Day(m.random.IntN(rankedDays))).Start() + sample[int64](m.random, 0, 1, models.TicksPerDay/2, models.TicksPerDay-1),
	}
	if m.random.IntN(6) == 0 {
		f.actor = &models.IdentitySet{User: &models.Identity{DisplayName: new("somebody")}}
	}
	if m.random.IntN(4) == 0 {
		f.action = sample(m.random, models.Creations, models.Edits, models.Moves)
	}
	return f
}

func (m *rankedStore) record(t *testing.T) {
	t.Helper()
	f := m.newFact()
	at, actor := models.Instant(f.ticks).DateTimeOffset(), *f.actor
	if f.action == models.Accesses {
		m.must(t)(m.RecordAccess(fixture.Local(t), f.item, models.ItemActivity{Access: models.NewAccessAction(), ActivityDateTime: &at, Actor: &actor}))
	} else {
		action := map[models.CountedAction]*models.ItemActionSet{
			models.Creations: {Create: &models.CreateAction{}}, models.Edits: {Edit: &models.EditAction{}}, models.Moves: {Move: &models.MoveAction{}},
		}[f.action]
		m.must(t)(m.CreateDriveActivity(fixture.Local(t), f.item, models.DriveActivity{
			Action: action, Actor: &actor, Times: &models.ItemActivityTimeSet{ObservedDateTime: &at},
		}))
	}
	m.facts = append(m.facts, f)
}

// change changes an item, which must not change any count.
func (m *rankedStore) change(t *testing.T) {
	t.Helper()
	group := sample[models.ID](m.random, "g1", "g2")
	item := sample(m.random, m.items[group]...)
	switch m.random.IntN(3) {
	case 0:
		m.must(t)(m.RenameDriveItem(fixture.Local(t), item, fmt.Sprint(item, "-", m.random.Int())))
	case 1:
		m.must(t)(m.MoveDriveItem(fixture.Local(t), item, group+"-folder", nil))
	case 2:
		m.must(t)(m.DeleteDriveItem(fixture.Local(t), item))
		if m.random.IntN(2) == 0 {
			m.compare(t)
		}
		m.must(t)(m.RestoreDriveItem(fixture.Local(t), item))
	}
}

// project advances one of the projections by a part of a batch.
func (m *rankedStore) project(t *testing.T) {
	t.Helper()
	of := sample(m.random, append(projection.All(), projection.ActiveItems, projection.ActiveActors, projection.ActiveItems, projection.ActiveActors)...)
	if err := m.projector.Advance(of, 1+m.random.IntN(40)); err != nil {
		t.Fatal(err)
	}
	if m.random.IntN(10) == 0 {
		m.source.Tail.DropThrough(m.random.Int64N(int64(len(m.facts) + 1)))
	}
}

// compare compares the most active items and actors of all windows in both groups.
func (m *rankedStore) compare(t *testing.T) {
	t.Helper()
	ctx, end := m.begin(fixture.Local(t), new(Attempt))
	defer end()
	n := sample(m.random, 1, 2, 3, 5, 100)
	windows := []models.Window{models.AllTimeWindow(), models.LastSevenDaysWindow(models.NewInstant(m.now()))}
	for _, kind := range []models.WindowKind{models.OneDay, models.OneWeek, models.OneMonth} {
		for day := firstRankedDay - 1; day <= firstRankedDay+rankedDays; day++ {
			if w := models.WindowOf(kind, day); !slices.Contains(windows, w) {
				windows = append(windows, w)
			}
		}
	}
	found := 0
	for _, group := range []models.ID{"g1", "g2"} {
		drive, err := m.Drive(ctx, group+"-drive")
		if err != nil {
			t.Fatal(err)
		}
		for _, w := range windows {
			stat := models.NewDriveActivityStat(w, drive)
			for action := range models.CountedAction(models.CountedActions) {
				found += m.compareItems(t, ctx, group, stat, action, n)
				actors, err := m.MostActiveActors(ctx, stat, &n, action)
				if err != nil {
					t.Fatal(err)
				}
				name := fmt.Sprintf("%s, %d %s, %s", group, w.Kind, w, action)
				m.compareActors(t, name, actors, n, func(f rankedFact) bool {
					return f.group == group && f.action == action && w.Holds(f.ticks)
				})
				item := sample(m.random, m.items[group]...)
				of, err := m.DriveItem(ctx, item)
				if err != nil {
					t.Fatal(err)
				}
				actors, err = m.MostActiveActorsOfItem(ctx, models.NewItemActivityStat(w, of), &n, action)
				if err != nil {
					t.Fatal(err)
				}
				m.compareActors(t, name+", "+string(item), actors, n, func(f rankedFact) bool {
					return f.item == item && f.action == action && w.Holds(f.ticks)
				})
			}
		}
	}
	if found == 0 && len(m.facts) > 20 {
		t.Error("no active item was found")
	}
}

// greatest returns the keys that occur most often, at most n. Equal ones are in the order of order.
func greatest[K comparable](keys, order []K, n int) (first []K, counts map[K]int) {
	counts = map[K]int{}
	for _, key := range keys {
		if counts[key]++; counts[key] == 1 {
			first = append(first, key)
		}
	}
	slices.SortFunc(first, func(a, b K) int {
		return cmp.Or(cmp.Compare(counts[b], counts[a]), cmp.Compare(slices.Index(order, a), slices.Index(order, b)))
	})
	return first[:min(n, len(first))], counts
}

func (m *rankedStore) compareItems(t *testing.T, ctx context.Context, group models.ID, stat *models.DriveActivityStat, action models.CountedAction, n int) int { //nolint:revive // t comes first
	t.Helper()
	items, err := m.MostActiveItems(ctx, stat, &n, action)
	if err != nil {
		t.Fatal(err)
	}
	var keys []models.ID
	actors := map[models.ID]map[models.ActorKey]bool{}
	for _, f := range m.facts {
		if f.group == group && f.action == action && stat.Window.Holds(f.ticks) {
			keys = append(keys, f.item)
			if key, ok := f.actor.ActorKey(); ok {
				if actors[f.item] == nil {
					actors[f.item] = map[models.ActorKey]bool{}
				}
				actors[f.item][key] = true
			}
		}
	}
	want, counts := greatest(keys, m.items[group], n)
	var got []models.ID
	for _, one := range items {
		id := one.DriveItem.ID
		got = append(got, id)
		if one.ActionCount != counts[id] {
			t.Errorf("%s, %d %s, %s: the count of %s is %d, want %d", group, stat.Window.Kind, stat.Window, action, id, one.ActionCount, counts[id])
		}
		if n, err := m.ActorCount(ctx, one.Stat); err != nil || n != len(actors[id]) {
			t.Errorf("%s, %d %s, %s: the actorCount of %s is %d, want %d (%v)", group, stat.Window.Kind, stat.Window, action, id, n, len(actors[id]), err)
		}
	}
	if !slices.Equal(got, want) {
		t.Errorf("%s, %d %s, %s: the items are %q, want %q", group, stat.Window.Kind, stat.Window, action, got, want)
	}
	return len(items)
}

func (m *rankedStore) compareActors(t *testing.T, name string, actors []*models.ActiveActor, n int, holds func(rankedFact) bool) {
	t.Helper()
	var keys, order []models.ActorKey
	last := map[models.ActorKey]string{}
	for _, f := range m.facts {
		key, ok := f.actor.ActorKey()
		if !ok {
			continue
		}
		order = append(order, key)
		if holds(f) {
			keys = append(keys, key)
			last[key] = *f.actor.User.DisplayName
		}
	}
	want, counts := greatest(keys, order, n)
	var got []models.ActorKey
	for _, one := range actors {
		key, _ := one.Actor.ActorKey()
		got = append(got, key)
		if one.ActionCount != counts[key] {
			t.Errorf("%s: the count of %v is %d, want %d", name, key, one.ActionCount, counts[key])
		}
		if *one.Actor.User.DisplayName != last[key] {
			t.Errorf("%s: the last name of %v is %s, want %s", name, key, *one.Actor.User.DisplayName, last[key])
		}
	}
	if !slices.Equal(got, want) {
		t.Errorf("%s: the actors are %v, want %v", name, got, want)
	}
}

// TestMostActive records random facts in two groups, and changes their items. It compares the most active
// items and actors of all windows with a recount, while everything, nothing or a part of the facts is
// projected.
func TestMostActive(t *testing.T) {
	t.Parallel()
	for seed := range uint64(6) {
		t.Run(strconv.FormatUint(seed, 10), func(t *testing.T) {
			t.Parallel()
			m := newRankedStore(t, seed)
			for step := range 160 {
				m.record(t)
				switch {
				case step%8 == 7:
					m.change(t)
				case step%2 == 0 && seed > 0: // with seed 0 nothing is projected
					m.project(t)
				}
				if step%40 == 39 {
					m.compare(t)
				}
			}
			project(t, m.Store)
			m.compare(t)
			if err := m.Close(); err != nil {
				t.Fatal(err)
			}
			found, err := Verify(t.Context(), Config{Path: m.path, Logger: slog.New(slog.DiscardHandler)}, nil)
			if err != nil || found.Different > 0 {
				t.Errorf("verify: %v, %+v", err, found)
			}
		})
	}
}

// TestMostActiveOfNobody requires that a caller who is not in the group gets no item and no actor, from
// the tables and from the tail.
func TestMostActiveOfNobody(t *testing.T) {
	t.Parallel()
	m := newRankedStore(t, 1)
	for range 60 {
		m.record(t)
	}
	for range 2 {
		ctx, end := m.begin(fixture.Local(t), new(Attempt))
		drive, err := m.Drive(ctx, "g1-drive")
		if err != nil {
			t.Fatal(err)
		}
		item, err := m.DriveItem(ctx, "g1-1")
		if err != nil {
			t.Fatal(err)
		}
		end()
		for _, w := range []models.Window{models.AllTimeWindow(), models.LastSevenDaysWindow(models.NewInstant(m.now()))} {
			for caller, want := range map[*auth.Principal]bool{{UserID: "mallory"}: false, auth.Local(): true} {
				ctx, end := m.begin(fixture.As(t, caller), new(Attempt))
				items, err := m.MostActiveItems(ctx, models.NewDriveActivityStat(w, drive), nil, models.Accesses)
				if err != nil || len(items) > 0 != want {
					t.Errorf("%v gets %d items (%v)", caller, len(items), err)
				}
				actors, err := m.MostActiveActors(ctx, models.NewDriveActivityStat(w, drive), nil, models.Accesses)
				if err != nil || len(actors) > 0 != want {
					t.Errorf("%v gets %d actors (%v)", caller, len(actors), err)
				}
				actors, err = m.MostActiveActorsOfItem(ctx, models.NewItemActivityStat(w, item), nil, models.Accesses)
				if err != nil || !want && len(actors) > 0 {
					t.Errorf("%v gets %d actors of the item (%v)", caller, len(actors), err)
				}
				end()
			}
		}
		project(t, m.Store)
	}
}

// TestFirst requires BAD_USER_INPUT for a number that is out of range.
func TestFirst(t *testing.T) {
	t.Parallel()
	m := newRankedStore(t, 1)
	ctx, end := m.begin(fixture.Local(t), new(Attempt))
	defer end()
	drive, err := m.Drive(ctx, "g1-drive")
	if err != nil {
		t.Fatal(err)
	}
	stat := models.NewDriveActivityStat(models.AllTimeWindow(), drive)
	for n, rejected := range map[int]bool{-1: true, 0: true, 1: false, 100: false, 101: true} {
		_, errItems := m.MostActiveItems(ctx, stat, &n, models.Accesses)
		_, errActors := m.MostActiveActors(ctx, stat, &n, models.Accesses)
		for _, err := range []error{errItems, errActors} {
			rejection, ok := errors.AsType[*models.Error](err)
			if rejected != (ok && rejection.Code == models.BadUserInput) || !rejected && err != nil {
				t.Errorf("%d: %v", n, err)
			}
		}
	}
}
