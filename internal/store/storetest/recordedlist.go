package storetest

import (
	"context"
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"sync/atomic"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/itemactivity/itemactivity/internal/store"
	"github.com/itemactivity/itemactivity/internal/store/fixture"
	"github.com/itemactivity/itemactivity/models"
)

// recordedAccess is an access and the time of its recording.
type recordedAccess struct {
	id, group, item models.ID
	at              time.Time
}

// recordedFixture is a store that contains accesses in the order of their recording. It was
// closed and opened several times between them. Some items have thousands of accesses, and
// others a few.
type recordedFixture struct {
	*store.Store
	db    Database
	clock atomic.Pointer[time.Time]
	all   []recordedAccess
	items map[models.ID]models.ID // to their groups
}

func (l *recordedFixture) open(t *testing.T) {
	t.Helper()
	l.Store = l.db.open(t, func() time.Time { return *l.clock.Load() })
}

// newRecordedFixture records commits of 1 to 400 accesses. The clock moves one second
// before each.
func newRecordedFixture(t *testing.T, db Database, accesses int) *recordedFixture {
	t.Helper()
	l := &recordedFixture{db: db, items: map[models.ID]models.ID{}}
	l.clock.Store(&now)
	l.open(t)
	var busy, rare []models.ID
	for _, group := range []models.ID{"g", "h"} {
		if _, err := l.CreateGroup(fixture.Local(t), models.Group{ID: group, DisplayName: "G", DriveID: group + "-drive"}); err != nil {
			t.Fatal(err)
		}
		for i := range 3 {
			item := models.ID(fmt.Sprintf("%s%d", group, i))
			if _, err := l.CreateDriveItem(fixture.Local(t), group+"-drive", models.DriveItem{ID: item, Name: "x", File: &models.File{}}); err != nil {
				t.Fatal(err)
			}
			if _, err := l.CreateDriveActivity(fixture.Local(t), item, models.DriveActivity{
				ID: item + "-key", Action: &models.ItemActionSet{Rename: &models.RenameAction{}},
			}); err != nil {
				t.Fatal(err)
			}
			l.items[item] = group
			if i == 0 {
				rare = append(rare, item)
			} else {
				busy = append(busy, item)
			}
		}
	}
	random := rand.New(rand.NewPCG(7, 8))
	for len(l.all) < accesses {
		if random.IntN(8) == 0 {
			if err := l.Close(); err != nil {
				t.Fatal(err)
			}
			l.open(t)
		}
		at := l.clock.Load().Add(time.Second)
		l.clock.Store(&at)
		inputs := make([]*models.CreateItemActivityInput, 1+random.IntN(2)*random.IntN(400))
		same := random.IntN(2) == 0
		for i := range inputs {
			item := busy[random.IntN(len(busy))]
			if random.IntN(100) == 0 {
				item = rare[random.IntN(len(rare))]
			}
			if same && i > 0 {
				item = inputs[i-1].ActivityID[:2]
			}
			access := recordedAccess{models.ID(fmt.Sprintf("a%d", len(l.all))), l.items[item], item, at}
			l.all = append(l.all, access)
			inputs[i] = &models.CreateItemActivityInput{
				ActivityKey: models.ActivityKey{GroupID: access.group, ActivityID: item + "-key", StatID: "~allTime~" + item},
				Input:       models.ItemActivity{ID: access.id, Access: models.NewAccessAction()},
			}
		}
		if _, err := l.CreateItemActivities(fixture.Local(t), inputs, true); err != nil {
			t.Fatal(err)
		}
	}
	return l
}

// generatedList is a list in the order of recording, and its expected ids.
type generatedList struct {
	filter models.ItemActivityFilter
	order  models.ItemActivityOrder
	want   []models.ID
}

func (l *recordedFixture) generateList(r *rapid.T) (d generatedList) {
	group, item := rapid.SampledFrom([]models.ID{"g", "h"}).Draw(r, "group"), models.ID("")
	d.filter.GroupID = &group
	if rapid.Bool().Draw(r, "of an item") {
		item = models.ID(fmt.Sprintf("%s%d", group, rapid.IntRange(0, 2).Draw(r, "item")))
		d.filter.GroupID, d.filter.DriveItemID = nil, &item
	}
	from, before := now.Add(-time.Hour), now.Add(time.Hour)
	if rapid.Bool().Draw(r, "narrowed") {
		first, last := rapid.IntRange(0, len(l.all)-1).Draw(r, "first"), rapid.IntRange(0, len(l.all)-1).Draw(r, "last")
		from, before = l.all[min(first, last)].at, l.all[max(first, last)].at.Add(time.Second)
		begin, end := models.NewInstant(from).DateTimeOffset(), models.NewInstant(before).DateTimeOffset()
		d.filter.RecordedDateTime = &models.DateTimeRange{From: &begin, Before: &end}
	}
	for _, a := range l.all {
		if a.group == group && (item == "" || a.item == item) && !a.at.Before(from) && a.at.Before(before) {
			d.want = append(d.want, a.id)
		}
	}
	d.order = models.EarliestRecordedFirst
	if rapid.Bool().Draw(r, "latest first") {
		d.order = models.LatestRecordedFirst
		slices.Reverse(d.want)
	}
	return d
}

// testPagesByRecording reads generated pages of lists in the order of recording, from both
// ends and between known cursors, and compares them with what was recorded.
func testPagesByRecording(t *testing.T, db Database) {
	l := newRecordedFixture(t, db, 3000)
	rapid.Check(t, func(r *rapid.T) {
		d := l.generateList(r)
		known := map[int]string{} // the returned cursors, by their positions
		if err := l.View(fixture.Local(t), func(ctx context.Context) error {
			for range rapid.IntRange(1, 12).Draw(r, "pages") {
				d.comparePage(ctx, r, l.Store, known)
			}
			return nil
		}); err != nil {
			t.Fatal(err)
		}
	})
	db.wantVerified(t)
}

// comparePage generates a page between known cursors, and compares it.
func (d generatedList) comparePage(ctx context.Context, r *rapid.T, s *store.Store, known map[int]string) {
	var args models.PageArgs
	after, before := -1, len(d.want)
	cursors := slices.Sorted(maps.Keys(known))
	if len(cursors) > 0 && rapid.Bool().Draw(r, "after") {
		after = rapid.SampledFrom(cursors).Draw(r, "after which")
		args.After = new(known[after])
	}
	if len(cursors) > 0 && rapid.Bool().Draw(r, "before") {
		before = rapid.SampledFrom(cursors).Draw(r, "before which")
		args.Before = new(known[before])
	}
	within := d.want[min(after+1, before):before]
	size, fromEnd := rapid.IntRange(1, models.MaxPageSize).Draw(r, "size"), rapid.Bool().Draw(r, "from the end")
	page, first := within[:min(size, len(within))], after+1
	if args.First = &size; fromEnd {
		args.First, args.Last = nil, &size
		page = within[max(0, len(within)-size):]
		first = before - len(page)
	}
	c, err := s.FilteredActivities(ctx, d.filter, &d.order, args)
	if err != nil {
		r.Fatal(err)
	}
	got := make([]models.ID, len(c.Edges))
	for i, edge := range c.Edges {
		got[i] = edge.Node.ID
		known[first+i] = edge.Cursor()
	}
	if !slices.Equal(got, page) {
		r.Fatalf("%d from the end %v, after %d, before %d:\n%v\n%v", size, fromEnd, after, before, got, page)
	}
	more := len(within) > size
	if want := more && !fromEnd || args.Before != nil; c.PageInfo.HasNextPage != want {
		r.Errorf("hasNextPage is %v", !want)
	}
	if want := more && fromEnd || args.After != nil; c.PageInfo.HasPreviousPage != want {
		r.Errorf("hasPreviousPage is %v", !want)
	}
	if n, err := c.TotalCount(ctx); err != nil || n == nil || *n != len(d.want) {
		r.Errorf("totalCount is %v (%v), want %d", n, err, len(d.want))
	}
}

// testTotalCountLimit: the totalCount of the accesses of a group is exact up to
// models.MaxTotalCount, and null above it.
func testTotalCountLimit(t *testing.T, db Database) {
	s := openGroup(t, db)
	newItem(t, s, "one")
	group, order := models.ID("team"), models.LatestRecordedFirst
	record := func(n int) {
		inputs := make([]*models.CreateItemActivityInput, n)
		for i := range inputs {
			inputs[i] = &models.CreateItemActivityInput{
				ActivityKey: models.ActivityKey{GroupID: group, ActivityID: "one-key", StatID: "~allTime~one"},
				Input:       models.ItemActivity{Access: models.NewAccessAction()},
			}
		}
		if _, err := s.CreateItemActivities(fixture.Local(t), inputs, true); err != nil {
			t.Fatal(err)
		}
	}
	count := func() (n *int) {
		if err := s.View(fixture.Local(t), func(ctx context.Context) error {
			c, err := s.FilteredActivities(ctx, models.ItemActivityFilter{GroupID: &group}, &order, models.PageArgs{})
			if err == nil {
				n, err = c.TotalCount(ctx)
			}
			return err
		}); err != nil {
			t.Fatal(err)
		}
		return n
	}
	for range models.MaxTotalCount / models.MaxBulk {
		record(models.MaxBulk)
	}
	if n := count(); n == nil || *n != models.MaxTotalCount {
		t.Errorf("totalCount is %v, want %d", n, models.MaxTotalCount)
	}
	record(1)
	if n := count(); n != nil {
		t.Errorf("totalCount is %d, want null", *n)
	}
}
