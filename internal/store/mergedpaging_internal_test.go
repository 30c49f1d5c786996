package store

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"sync"
	"testing"

	"github.com/itemactivity/itemactivity/internal/store/fixture"
	"github.com/itemactivity/itemactivity/internal/store/projection"
	"github.com/itemactivity/itemactivity/models"
)

// TestPagingWhileOthersRecord reads all pages of lists of 10,000 accesses in every order, each page in
// a snapshot of its own, while others record and the projections advance. No access that was stored
// before is missing, and none is listed twice.
func TestPagingWhileOthersRecord(t *testing.T) {
	const stored = 10_000
	m := newMergedStore(t, rand.Uint64(), 2048)
	for len(m.facts) < stored {
		inputs := make([]*models.CreateItemActivityInput, models.MaxBulk)
		for i := range inputs {
			f := m.newFact()
			f.group, f.item = "g1", "g1-a"
			m.facts = append(m.facts, f)
			inputs[i] = f.input()
		}
		if _, err := m.CreateItemActivities(fixture.Local(t), inputs, true); err != nil {
			t.Fatal(err)
		}
	}
	for _, of := range projection.All() {
		if err := m.projector.Advance(of, 1+1000*int(of)); err != nil {
			t.Fatal(err)
		}
	}
	stop := make(chan struct{})
	var others sync.WaitGroup
	defer others.Wait()
	defer close(stop)
	others.Go(func() {
		random := rand.New(rand.NewPCG(1, 2))
		for n := 0; ; n++ {
			select {
			case <-stop:
				return
			default:
			}
			f := m.facts[random.IntN(stored)] // the same time as a stored one
			f.id = models.ID(fmt.Sprint("other-", n))
			in := f.input()
			if _, err := m.CreateItemActivity(fixture.Local(t), in.ActivityKey, in.Input); err != nil {
				t.Error(err)
			}
			if err := m.projector.Advance(projection.All()[random.IntN(len(projection.All()))], 1+random.IntN(300)); err != nil {
				t.Error(err)
			}
			if n%300 == 299 {
				m.source.Tail.DropThrough(stored/2 + int64(n))
			}
		}
	})
	group, item, stat, ann := models.ID("g1"), models.ID("g1-a"), models.ID("~allTime~g1-a"), fixture.UserSet("ann")
	for name, filter := range map[string]models.ItemActivityFilter{"item": {DriveItemID: &item}, "group": {GroupID: &group}, "stat": {StatID: &stat}, "actor": {Actor: ann}} {
		want := within(m.facts, func(f mergedFact) bool {
			return filter.Actor == nil || slices.Contains(f.actor.ActorKeys(), ann.ActorKeys()[0])
		})
		for order := models.LatestActivityFirst; order <= models.EarliestRecordedFirst; order++ {
			if order.ByRecorded() && (filter.StatID != nil || filter.Actor != nil) {
				continue // there is no such list
			}
			fromEnd := filter.GroupID != nil || filter.StatID != nil
			m.wantPaged(t, fmt.Sprintf("%s in order %d", name, order), filter, order, fromEnd, want)
		}
	}
	if behind := m.projector.Behind(); behind == 0 {
		t.Error("everything is projected, so nothing was tested")
	}
}

// wantPaged reads all pages of a list, and requires that they contain each of some facts once.
func (m *mergedStore) wantPaged(t *testing.T, name string, filter models.ItemActivityFilter, order models.ItemActivityOrder, fromEnd bool, facts []mergedFact) {
	t.Helper()
	missing := make(map[models.ID]bool, len(facts))
	for _, f := range facts {
		missing[f.id] = true
	}
	seen := map[models.ID]bool{}
	size := models.MaxPageSize
	args := models.PageArgs{First: &size}
	if fromEnd {
		args = models.PageArgs{Last: &size}
	}
	for {
		ctx, end := m.begin(fixture.Local(t), new(Attempt))
		c, err := m.FilteredActivities(ctx, filter, &order, args)
		end()
		if err != nil || c == nil {
			t.Fatal(name, c, err)
		}
		for _, e := range c.Edges {
			if seen[e.Node.ID] {
				t.Fatalf("%s: %s is listed twice", name, e.Node.ID)
			}
			seen[e.Node.ID] = true
			delete(missing, e.Node.ID)
		}
		if fromEnd && !c.PageInfo.HasPreviousPage || !fromEnd && !c.PageInfo.HasNextPage {
			break
		}
		args.After, args.Before = c.PageInfo.EndCursor(), nil
		if fromEnd {
			args.After, args.Before = nil, c.PageInfo.StartCursor()
		}
	}
	if len(missing) > 0 {
		t.Errorf("%s: %d of %d accesses are missing", name, len(missing), len(facts))
	}
}
