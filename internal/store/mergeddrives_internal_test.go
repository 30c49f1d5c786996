package store

import (
	"testing"

	"github.com/itemactivity/itemactivity/internal/store/read"
	"github.com/itemactivity/itemactivity/models"
)

// countDrives reads the counts of the days around a random one and of all time, of both drives in one
// batch, and compares them. A caller who does not see a drive has no stat of it, and counts nothing if
// the stat of another caller is passed.
func (v *mergedView) countDrives(t *testing.T) {
	t.Helper()
	m := v.m
	windows := []models.Window{v.randomWindow()}
	if m.random.IntN(2) == 0 { // consecutive days are read as one range
		day := firstMergedDay + models.Day(m.random.IntN(9))
		windows = []models.Window{models.StandardWindow(models.OneDay, day), models.StandardWindow(models.OneDay, day+1)}
	}
	var stats []*models.DriveActivityStat
	of := map[*models.DriveActivityStat]models.ID{}
	for num, group := range map[int64]models.ID{m.groupNum(t, "g1"): "g1", m.groupNum(t, "g2"): "g2"} {
		for _, w := range windows {
			stat := models.NewDriveActivityStat(w, &models.Drive{GroupNum: num})
			stats, of[stat] = append(stats, stat), group
		}
	}
	read.MakeBatch(read.BatchesOf(v.ctx), stats)
	for _, stat := range stats {
		want := within(v.facts, v.visible, func(f mergedFact) bool { return f.group == of[stat] && stat.Window.Holds(f.ticks) })
		actors := map[models.ActorKey]bool{}
		for _, f := range want {
			if key, ok := f.actor.ActorKey(); ok {
				actors[key] = true
			}
		}
		if n, err := m.DriveActionCount(v.ctx, stat.Access()); err != nil || n != len(want) {
			t.Errorf("%s: drive of %s in %v: actionCount is %d, want %d (%v)", v.name(), of[stat], stat.Window, n, len(want), err)
		}
		m.disturb(t)
		if n, err := m.DriveActorCount(v.ctx, stat.Access()); err != nil || n != len(actors) {
			t.Errorf("%s: drive of %s in %v: actorCount is %d, want %d (%v)", v.name(), of[stat], stat.Window, n, len(actors), err)
		}
	}
}

// groupNum returns the number of a group.
func (m *mergedStore) groupNum(t *testing.T, id models.ID) (num int64) {
	t.Helper()
	if err := m.database.Reads().Raw("SELECT num FROM groups WHERE id = ?", id).Scan(&num).Error; err != nil || num == 0 {
		t.Fatal(num, err)
	}
	return num
}
