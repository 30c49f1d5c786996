package storetest

import (
	"context"

	"pgregory.net/rapid"

	"github.com/itemactivity/itemactivity/internal/store"
	"github.com/itemactivity/itemactivity/models"
)

// compareDrive compares the counts of a drive in the windows of the last facts with a count of all its
// facts.
func compareDrive(ctx context.Context, r rapid.TB, s *store.Store, facts, last []fact) {
	r.Helper()
	drive, err := s.Drive(ctx, "drive")
	if err != nil || drive == nil {
		r.Fatalf("%v, %v", drive, err)
	}
	windows := []models.Window{models.AllTimeWindow()}
	for _, f := range last {
		day := models.Instant(f.at.Ticks()).Day()
		windows = append(windows, models.StandardWindow(models.OneDay, day), models.StandardWindow(models.OneWeek, day-day%7))
	}
	for _, w := range windows {
		stat := models.NewDriveActivityStat(w, drive)
		for action, counted := range []*models.DriveActionStat{stat.Access(), stat.Create(), stat.Edit(), stat.Delete(), stat.Move()} {
			n, actors := 0, map[models.ActorKey]bool{}
			for _, f := range facts {
				if w.Holds(f.at.Ticks()) && f.has(models.CountedAction(action)) {
					n++
					if key, ok := f.actor.ActorKey(); ok {
						actors[key] = true
					}
				}
			}
			if got, err := s.DriveActionCount(ctx, counted); err != nil || got != n {
				r.Errorf("drive, %v, %s: actionCount is %d, want %d (%v)", w, counted.Action, got, n, err)
			}
			if got, err := s.DriveActorCount(ctx, counted); err != nil || got != len(actors) {
				r.Errorf("drive, %v, %s: actorCount is %d, want %d (%v)", w, counted.Action, got, len(actors), err)
			}
		}
	}
}
