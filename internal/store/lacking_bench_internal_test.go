package store

import (
	"context"
	"fmt"
	"syscall"
	"testing"

	"github.com/itemactivity/itemactivity/internal/auth"
	"github.com/itemactivity/itemactivity/internal/store/projection"
	"github.com/itemactivity/itemactivity/internal/store/read"
	"github.com/itemactivity/itemactivity/internal/store/statistics"
	"github.com/itemactivity/itemactivity/models"
)

// BenchmarkLacking reads lists and counts of 1,000 groups and items when nothing is projected and the tail
// is full. It reports the processor time. All accesses are by one user, and happened on 365 days.
func BenchmarkLacking(b *testing.B) {
	const groups = 1000
	s := benchOpened(b, b.TempDir()+"/itemactivity.db", projection.Limits{Manual: true})
	b.Cleanup(func() { s.Close() })
	local := auth.WithPrincipal(b.Context(), auth.Local())
	must := func(_ any, err error) {
		b.Helper()
		if err != nil {
			b.Fatal(err)
		}
	}
	pragma(b, s, "synchronous = OFF")
	for i := range groups {
		id := models.ID(fmt.Sprint("g", i))
		must(s.CreateGroup(local, models.Group{ID: id, DisplayName: "G", DriveID: id + "-drive"}))
		must(s.AddGroupMember(local, id, models.Member{UserID: "member"}))
		must(s.CreateDriveItem(local, id+"-drive", models.DriveItem{ID: id + "-item", Name: "x", File: &models.File{}}))
	}
	user := &models.IdentitySet{User: &models.Identity{ID: new("ann")}}
	for n := range 16 {
		inputs := make([]*models.CreateItemActivityInput, models.MaxBulk)
		for i := range inputs {
			item := models.ID(fmt.Sprint("g", i%groups, "-item"))
			at := models.Instant((lastDay - models.Day((n*models.MaxBulk+i)%365) - 1).Start()).DateTimeOffset()
			inputs[i] = &models.CreateItemActivityInput{
				ActivityKey: models.ActivityKey{GroupID: models.ID(fmt.Sprint("g", i%groups)), ActivityID: "~item~" + item, StatID: "~allTime~" + item},
				Input:       models.ItemActivity{Access: models.NewAccessAction(), ActivityDateTime: &at, Actor: user},
			}
		}
		must(s.CreateItemActivities(local, inputs, true))
	}
	actors := func(stats func(context.Context) []*models.ItemActivityStat) func(context.Context) error {
		return func(ctx context.Context) error {
			v, err := read.Begin(ctx)
			if err != nil {
				return err
			}
			counts, err := statistics.Items.CountActors(v, stats(ctx), models.Accesses)
			if err == nil && len(counts) != groups {
				err = fmt.Errorf("%d counts", len(counts))
			}
			return err
		}
	}
	var items []*models.DriveItem
	reads := []struct {
		name string
		read func(context.Context) error
	}{
		{"page of an actor", func(ctx context.Context) error {
			c, err := s.FilteredActivities(ctx, models.ItemActivityFilter{Actor: user}, nil, models.PageArgs{})
			if err == nil && len(c.Edges) != models.DefaultPageSize {
				err = fmt.Errorf("%d edges", len(c.Edges))
			}
			return err
		}},
		{"page and count of an actor in 190 days", func(ctx context.Context) error {
			from, before := models.Instant((lastDay - 200).Start()).DateTimeOffset(), models.Instant((lastDay - 10).Start()).DateTimeOffset()
			c, err := s.FilteredActivities(ctx, models.ItemActivityFilter{Actor: user, ActivityDateTime: &models.DateTimeRange{From: &from, Before: &before}}, nil, models.PageArgs{})
			if err != nil {
				return err
			}
			n, err := c.TotalCount(ctx)
			if err == nil && (n == nil || *n < 8000 || *n > 9000) {
				err = fmt.Errorf("the count is %v", n)
			}
			return err
		}},
		{"actors of 1,000 items of all time", actors(func(context.Context) (stats []*models.ItemActivityStat) {
			for _, i := range items {
				stats = append(stats, models.NewItemActivityStat(models.AllTimeWindow(), i))
			}
			return stats
		})},
		{"actors of 1,000 items in a week", actors(func(context.Context) (stats []*models.ItemActivityStat) {
			for _, i := range items {
				stats = append(stats, models.NewItemActivityStat(models.StandardWindow(models.OneWeek, lastDay-lastDay%7-7), i))
			}
			return stats
		})},
		{"actors of 1,000 days of an item", actors(func(context.Context) (stats []*models.ItemActivityStat) {
			for n := range groups {
				stats = append(stats, models.NewItemActivityStat(models.StandardWindow(models.OneDay, lastDay-models.Day(n)), items[0]))
			}
			return stats
		})},
	}
	ctx, end := s.begin(local, new(Attempt))
	for i := range groups {
		item, err := s.DriveItem(ctx, models.ID(fmt.Sprint("g", i, "-item")))
		must(item, err)
		items = append(items, item)
	}
	end()
	for _, caller := range []*auth.Principal{auth.Local(), {UserID: "member", Scopes: auth.FilesRead}} {
		for _, r := range reads {
			b.Run(r.name+" by "+string(caller.UserID), func(b *testing.B) {
				var before, after syscall.Rusage
				usage(b, &before)
				for b.Loop() {
					ctx, end := s.begin(auth.WithPrincipal(b.Context(), caller), new(Attempt))
					if err := r.read(ctx); err != nil {
						b.Fatal(err)
					}
					end()
				}
				usage(b, &after)
				b.ReportMetric(float64(after.Utime.Nano()+after.Stime.Nano()-before.Utime.Nano()-before.Stime.Nano())/float64(b.N)/1000, "cpu-µs/op")
			})
		}
	}
}
