package statistics

import (
	"maps"
	"slices"

	"github.com/itemactivity/itemactivity/internal/store/read"
	"github.com/itemactivity/itemactivity/models"
)

// Derived makes the statistics S of objects P in windows that are not stored.
type Derived[P, S comparable] struct {
	// Num returns the number of an object.
	Num func(P) int64
	New func(models.Window, P) S
}

// In returns the statistics of an object in a window. They are in a batch with those of the other objects
// in the object's batch for this window.
func (d Derived[P, S]) In(v read.Tx, object P, w models.Window) S {
	all, stats := read.LoadFor[map[int64]S](v.Batches, object, w)
	defer stats.Unlock()
	if !stats.Done {
		made := make(map[int64]S, len(all))
		for _, one := range all {
			made[d.Num(one)] = d.New(w, one)
		}
		read.MakeBatch(v.Batches, slices.Collect(maps.Values(made)))
		stats.Set(made, nil)
	}
	return stats.Value[d.Num(object)]
}

// series identifies a series of statistics among the loads of a batch.
type series struct {
	kind       models.WindowKind
	start, end int64
}

// Series returns the statistics of an object in the standard windows of a kind that overlap the time from
// start to end. It returns BAD_USER_INPUT if this time is empty or too long.
func (d Derived[P, S]) Series(v read.Tx, object P, kind models.WindowKind, start, end models.DateTimeOffset) ([]S, error) {
	windows, err := models.Series(kind, start, end)
	if err != nil {
		return nil, err
	}
	all, stats := read.LoadFor[map[int64][]S](v.Batches, object, series{kind, start.Ticks(), end.Ticks()})
	defer stats.Unlock()
	if !stats.Done {
		of := make(map[int64][]S, len(all))
		var made []S
		for _, one := range all {
			for _, w := range windows {
				made = append(made, d.New(w, one))
			}
			of[d.Num(one)] = made[len(made)-len(windows):]
		}
		read.MakeBatch(v.Batches, made)
		stats.Set(of, nil)
	}
	return stats.Value[d.Num(object)], nil
}
