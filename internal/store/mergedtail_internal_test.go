package store

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/itemactivity/itemactivity/internal/store/fixture"
	"github.com/itemactivity/itemactivity/internal/store/projection"
	"github.com/itemactivity/itemactivity/models"
)

// TestSnapshotReadsTailAndLog reads snapshots that begin after a commit and before its entries are in the
// tail. The last two entries are then read from the log, and those before them from the tail. Lists in
// every order, from both ends, and their counts contain each access once.
func TestSnapshotReadsTailAndLog(t *testing.T) {
	m := newMergedStore(t, rand.Uint64(), 25)
	for len(m.facts) < 60 || m.facts[len(m.facts)-1].actor.User == nil {
		m.record(t)
	}
	m.hideFromTail(t, 2)
	m.wantMerged(t, "with nothing projected")
	for i, of := range projection.All() {
		if err := m.projector.Advance(of, 3+2*i); err != nil {
			t.Fatal(err)
		}
	}
	m.wantMerged(t, "with parts of the first batch projected")
}

// hideFromTail removes the last entries from the tail.
func (m *mergedStore) hideFromTail(t *testing.T, last int) {
	t.Helper()
	all, ok := m.source.Tail.All(0, int64(len(m.facts)))
	if !ok || len(all) != len(m.facts) {
		t.Fatalf("the tail has %d of %d entries", len(all), len(m.facts))
	}
	m.source.Tail.DropThrough(math.MaxInt64)
	m.source.Tail.Append(all[:len(all)-last])
}

// wantMerged reads the lists of every filter in every order. Each of them must have an access that is only
// in the log.
func (m *mergedStore) wantMerged(t *testing.T, state string) {
	t.Helper()
	last := m.facts[len(m.facts)-1]
	actor := &models.IdentitySet{User: last.actor.User}
	day := models.StandardWindow(models.OneDay, models.Instant(last.ticks).Day())
	stat := day.ID(last.item)
	of := map[string]func(mergedFact) bool{
		"item":  func(f mergedFact) bool { return f.item == last.item },
		"group": func(f mergedFact) bool { return f.group == last.group },
		"stat":  func(f mergedFact) bool { return f.item == last.item && day.Holds(f.ticks) },
		"actor": func(f mergedFact) bool { return slices.Contains(f.actor.ActorKeys(), actor.ActorKeys()[0]) },
	}
	for name, filter := range map[string]models.ItemActivityFilter{
		"item": {DriveItemID: &last.item}, "group": {GroupID: &last.group}, "stat": {StatID: &stat}, "actor": {Actor: actor},
	} {
		want := within(m.facts, of[name])
		for order := models.LatestActivityFirst; order <= models.EarliestRecordedFirst; order++ {
			if order.ByRecorded() && (filter.StatID != nil || filter.Actor != nil) {
				continue // there is no such list
			}
			slices.SortFunc(want, compareFacts(order))
			for _, size := range []int{1, 2, 3, len(want) + 1} {
				page := min(size, len(want))
				name := fmt.Sprintf("%s, the %s in order %d", state, name, order)
				m.wantPage(t, name, filter, order, models.PageArgs{First: &size}, want[:page], len(want))
				m.wantPage(t, name, filter, order, models.PageArgs{Last: &size}, want[len(want)-page:], len(want))
			}
		}
	}
}

// wantPage reads a page and the count of a list in a snapshot of its own.
func (m *mergedStore) wantPage(t *testing.T, name string, f models.ItemActivityFilter, order models.ItemActivityOrder, args models.PageArgs, facts []mergedFact, total int) {
	t.Helper()
	before := m.source.Tail.LogReads()
	ctx, end := m.begin(fixture.Local(t), new(Attempt))
	defer end()
	c, err := m.FilteredActivities(ctx, f, &order, args)
	if err != nil || c == nil {
		t.Fatal(name, c, err)
	}
	var got, want []models.ID
	for _, e := range c.Edges {
		got = append(got, e.Node.ID)
	}
	for _, f := range facts {
		want = append(want, f.id)
	}
	if !slices.Equal(got, want) {
		t.Errorf("%s: the page is %v, want %v", name, got, want)
	}
	if n, err := c.TotalCount(ctx); err != nil || n == nil || *n != total {
		t.Errorf("%s: totalCount is %v (%v), want %d", name, n, err, total)
	}
	if reads := m.source.Tail.LogReads() - before; reads != 1 {
		t.Fatalf("%s: the end of the log was read %d times", name, reads)
	}
}
