package store

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"syscall"
	"testing"

	"github.com/itemactivity/itemactivity/internal/auth"
	"github.com/itemactivity/itemactivity/models"
)

// BenchmarkAtRest reads each kind of list of accesses, and its count, when everything is projected. It
// reports the processor time of a read, by a caller who sees every group and by a member of the group.
func BenchmarkAtRest(b *testing.B) {
	s := filledStore(b, workload{items: 50, actors: 1000, days: 365}, *pagesStored)
	ctx := auth.WithPrincipal(b.Context(), auth.Local())
	if _, err := s.AddGroupMember(ctx, "team", models.Member{UserID: "member"}); err != nil {
		b.Fatal(err)
	}
	reads := listsAtRest()
	for _, caller := range []*auth.Principal{auth.Local(), {UserID: "member", Scopes: auth.FilesRead}} {
		for _, name := range slices.Sorted(maps.Keys(reads)) {
			b.Run(name+" by "+string(caller.UserID), func(b *testing.B) {
				var before, after syscall.Rusage
				read := func() {
					ctx, end := s.begin(auth.WithPrincipal(b.Context(), caller), new(Attempt))
					defer end()
					if err := reads[name](ctx, s); err != nil {
						b.Fatal(err)
					}
				}
				read() // fills the caches
				usage(b, &before)
				for b.Loop() {
					read()
				}
				usage(b, &after)
				spent := after.Utime.Nano() + after.Stime.Nano() - before.Utime.Nano() - before.Stime.Nano()
				b.ReportMetric(float64(spent)/float64(b.N)/1000, "cpu-µs/op")
			})
		}
	}
}

func usage(b *testing.B, used *syscall.Rusage) {
	b.Helper()
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, used); err != nil {
		b.Fatal(err)
	}
}

// listsAtRest returns a read of a page and a read of a count for each kind of list.
func listsAtRest() map[string]func(context.Context, *Store) error {
	day := func(d models.Day) *models.DateTimeOffset { return new(models.Instant(d.Start()).DateTimeOffset()) }
	item, group, window, user := models.ID("item-0"), models.ID("team"), models.ID("~month:1917-06~item-0"), "user-7"
	during := &models.DateTimeRange{From: day(lastDay - 200), Before: day(lastDay - 10)}
	actor := &models.IdentitySet{User: &models.Identity{ID: &user}}
	reads := map[string]func(context.Context, *Store) error{}
	add := func(name string, f models.ItemActivityFilter, order models.ItemActivityOrder) {
		find := func(ctx context.Context, s *Store) (*models.ItemActivityConnection, error) {
			c, err := s.FilteredActivities(ctx, f, &order, models.PageArgs{})
			if err == nil && (c == nil || len(c.Edges) != models.DefaultPageSize) {
				err = fmt.Errorf("%s has no full page", name)
			}
			return c, err
		}
		reads["page of "+name] = func(ctx context.Context, s *Store) error { _, err := find(ctx, s); return err }
		reads["page and count of "+name] = func(ctx context.Context, s *Store) error {
			c, err := find(ctx, s)
			if err == nil {
				_, err = c.TotalCount(ctx)
			}
			return err
		}
	}
	for order, name := range map[models.ItemActivityOrder]string{models.LatestActivityFirst: "latest", models.LatestRecordedFirst: "recorded"} {
		add(name+" of a group", models.ItemActivityFilter{GroupID: &group}, order)
		add(name+" of an item", models.ItemActivityFilter{DriveItemID: &item}, order)
	}
	add("range of a group", models.ItemActivityFilter{GroupID: &group, ActivityDateTime: during}, models.EarliestActivityFirst)
	add("range of an item", models.ItemActivityFilter{DriveItemID: &item, ActivityDateTime: during}, models.EarliestActivityFirst)
	add("an actor", models.ItemActivityFilter{Actor: actor}, models.LatestActivityFirst)
	add("range of an actor", models.ItemActivityFilter{Actor: actor, ActivityDateTime: during}, models.LatestActivityFirst)
	add("a window", models.ItemActivityFilter{StatID: &window, ActivityDateTime: during}, models.LatestActivityFirst)
	reads["pages of the stats of 25 items"] = pagesOfStats
	return reads
}

// pagesOfStats reads the items of the drive and a page of the accesses of each.
func pagesOfStats(ctx context.Context, s *Store) error {
	drive, err := s.Drive(ctx, "drive")
	if err != nil {
		return err
	}
	items, err := s.DriveItems(ctx, drive, models.DriveItemFilter{}, models.PageArgs{})
	if err != nil {
		return err
	}
	for _, edge := range items.Edges {
		stat, err := s.AllTime(ctx, edge.Node)
		if err != nil {
			return err
		}
		c, err := s.ItemActivities(ctx, stat, models.PageArgs{})
		if err != nil || len(c.Edges) != models.DefaultPageSize {
			return fmt.Errorf("%d edges (%w)", len(c.Edges), err)
		}
	}
	return nil
}
