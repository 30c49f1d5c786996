package store

import (
	"cmp"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"path/filepath"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/itemactivity/itemactivity/internal/auth"
	"github.com/itemactivity/itemactivity/internal/store/fixture"
	"github.com/itemactivity/itemactivity/internal/store/projection"
	"github.com/itemactivity/itemactivity/models"
)

// mergedFact is an access as a naive recount sees it.
type mergedFact struct {
	id, group, item models.ID
	actor           *models.IdentitySet
	ticks           int64
	recorded        models.Instant
	seq             int64
}

// mergedStore is a store with two groups of two items each, whose projections are advanced at random,
// and what it contains.
type mergedStore struct {
	*Store
	random *rand.Rand
	clock  *fixture.Clock
	// facts are in the order of the log.
	facts []mergedFact
	// groups are the groups that each caller sees.
	groups map[*auth.Principal][]models.ID
	// leaver leaves group g2.
	leaver *auth.Principal
	// cursors are the cursors that lists have returned, and the facts at their positions.
	cursors map[string]map[string]mergedFact
	ids     int
}

var mergedItems = map[models.ID]models.ID{"g1-a": "g1", "g1-b": "g1", "g2-a": "g2", "g2-b": "g2"}

// firstMergedDay is the first of the days on which facts happen.
const firstMergedDay = models.Day(738_000)

func newMergedStore(t *testing.T, seed uint64, batchSize int64) *mergedStore {
	t.Helper()
	clock := fixture.NewClock(time.Date(2024, 1, 1, 0, 0, 0, 0, time.UTC))
	s, err := Open(t.Context(), Config{
		Path: filepath.Join(t.TempDir(), "itemactivity.db"), Now: clock.Now, Logger: slog.New(slog.DiscardHandler),
		projections: projection.Limits{Manual: true, BatchSize: batchSize},
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() })
	m := &mergedStore{
		Store: s, random: rand.New(rand.NewPCG(seed, 1)), clock: clock,
		leaver: &auth.Principal{UserID: "leaver"}, cursors: map[string]map[string]mergedFact{},
	}
	for item, group := range mergedItems {
		must := func(_ any, err error) {
			t.Helper()
			if err != nil {
				t.Fatal(err)
			}
		}
		must(s.CreateGroup(fixture.Local(t), models.Group{ID: group, DisplayName: "G", DriveID: group + "-drive"}))
		must(s.AddGroupMember(fixture.Local(t), group, models.Member{UserID: m.leaver.UserID}))
		must(s.CreateDriveItem(fixture.Local(t), group+"-drive", models.DriveItem{ID: item, Name: "x", File: &models.File{}}))
		must(s.CreateDriveActivity(fixture.Local(t), item, models.DriveActivity{
			ID: item + "-key", Action: &models.ItemActionSet{Rename: &models.RenameAction{}},
		}))
	}
	member := &auth.Principal{UserID: "member"}
	if _, err := s.AddGroupMember(fixture.Local(t), "g1", models.Member{UserID: member.UserID}); err != nil {
		t.Fatal(err)
	}
	m.groups = map[*auth.Principal][]models.ID{
		auth.Local(): {"g1", "g2"}, m.leaver: {"g1", "g2"}, member: {"g1"}, {UserID: "stranger"}: nil,
		{ApplicationID: "auditor", Scopes: auth.FilesReadAll}: {"g1", "g2"},
	}
	return m
}

// leave removes the leaver from a group.
func (m *mergedStore) leave(t *testing.T) {
	t.Helper()
	if _, err := m.RemoveGroupMember(fixture.Local(t), "g2", models.Member{UserID: m.leaver.UserID}); err != nil {
		t.Fatal(err)
	}
	m.groups[m.leaver] = []models.ID{"g1"}
}

// sample returns a random element.
func sample[T any](random *rand.Rand, of ...T) T { return of[random.IntN(len(of))] }

func (m *mergedStore) newFact() mergedFact {
	item := sample(m.random, "g1-a", "g1-b", "g2-a", "g2-b")
	actor := fixture.UserSet(sample(m.random, "ann", "bob", "carl"))
	if m.random.IntN(3) == 0 {
		actor.Application = &models.Identity{ID: new(sample(m.random, "app", "ann"))}
	}
	if m.random.IntN(5) == 0 {
		actor.User = nil
	}
	m.ids++
	return mergedFact{
		id: models.ID(fmt.Sprint("fact-", m.ids)), group: mergedItems[models.ID(item)], item: models.ID(item), actor: actor,
		ticks: (firstMergedDay + models.Day(m.random.IntN(9))).Start() + sample[int64](m.random, 0, 1, models.TicksPerDay/2, models.TicksPerDay-1),
	}
}

func (f mergedFact) input() *models.CreateItemActivityInput {
	at, actor := models.Instant(f.ticks).DateTimeOffset(), *f.actor
	return &models.CreateItemActivityInput{
		ActivityKey: models.ActivityKey{GroupID: f.group, ActivityID: f.item + "-key", StatID: "~allTime~" + f.item},
		Input:       models.ItemActivity{ID: f.id, Access: models.NewAccessAction(), ActivityDateTime: &at, Actor: &actor},
	}
}

// record records facts from several goroutines, some of them in bulks.
func (m *mergedStore) record(t *testing.T) {
	t.Helper()
	m.clock.Set(m.clock.Now().Add(time.Second))
	var recording sync.WaitGroup
	byID := map[models.ID]mergedFact{}
	for range 1 + m.random.IntN(3) {
		var inputs []*models.CreateItemActivityInput
		for range 1 + m.random.IntN(4) {
			f := m.newFact()
			f.recorded = models.NewInstant(m.clock.Now())
			byID[f.id] = f
			inputs = append(inputs, f.input())
		}
		bulk := m.random.IntN(2) == 0
		recording.Go(func() {
			if bulk {
				if _, err := m.CreateItemActivities(fixture.Local(t), inputs, true); err != nil {
					t.Error(err)
				}
				return
			}
			for _, in := range inputs {
				if _, err := m.CreateItemActivity(fixture.Local(t), in.ActivityKey, in.Input); err != nil {
					t.Error(err)
				}
			}
		})
	}
	recording.Wait()
	var rows []struct {
		Seq int64
		ID  models.ID
	}
	if err := m.database.Reads().Raw("SELECT seq, id FROM item_activities WHERE seq > ? ORDER BY seq", len(m.facts)).Scan(&rows).Error; err != nil {
		t.Fatal(err)
	}
	if len(rows) != len(byID) {
		t.Fatalf("%d facts were stored, want %d", len(rows), len(byID))
	}
	for _, row := range rows {
		f := byID[row.ID]
		f.seq = row.Seq
		m.facts = append(m.facts, f)
	}
}

// disturb advances a projection by a part of a batch, or cuts the tail in memory.
func (m *mergedStore) disturb(t *testing.T) {
	t.Helper()
	switch m.random.IntN(12) {
	case 0:
		m.source.Tail.DropThrough(m.random.Int64N(int64(len(m.facts) + 1)))
	case 1:
		project(t, m.Store)
	default:
		if err := m.projector.Advance(sample(m.random, projection.All()...), 1+m.random.IntN(20)); err != nil {
			t.Fatal(err)
		}
	}
}

// compareFacts compares facts in an order.
func compareFacts(order models.ItemActivityOrder) func(a, b mergedFact) int {
	return func(a, b mergedFact) int {
		c := cmp.Compare(a.seq, b.seq)
		if !order.ByRecorded() {
			c = cmp.Or(cmp.Compare(a.ticks, b.ticks), c)
		}
		if order.LatestFirst() {
			c = -c
		}
		return c
	}
}

// within returns the facts that satisfy all conditions.
func within(facts []mergedFact, conditions ...func(mergedFact) bool) (found []mergedFact) {
	for _, f := range facts {
		if !slices.ContainsFunc(conditions, func(holds func(mergedFact) bool) bool { return !holds(f) }) {
			found = append(found, f)
		}
	}
	return found
}
