package store

import (
	"fmt"
	"testing"

	"github.com/itemactivity/itemactivity/internal/store/fixture"
	"github.com/itemactivity/itemactivity/internal/store/read"
	"github.com/itemactivity/itemactivity/models"
)

// TestMostActiveOfManyRows requires QUERY_TOO_COMPLEX for the last seven days if they have more rows than
// are added up, whether a row is stored or in the tail. A period with an index has no limit.
func TestMostActiveOfManyRows(t *testing.T) {
	t.Parallel()
	m := newRankedStore(t, 1)
	at := models.NewInstant(m.now()).DateTimeOffset()
	record := func(user string) {
		m.must(t)(m.RecordAccess(fixture.Local(t), "g1-1", models.ItemActivity{Access: models.NewAccessAction(), ActivityDateTime: &at, Actor: fixture.UserSet(user)}))
	}
	record("ann")
	project(t, m.Store)
	exec(t, m.Store, fmt.Sprintf(`WITH RECURSIVE others (num) AS (SELECT 1000 UNION ALL SELECT num + 1 FROM others WHERE num < 10998)
		INSERT INTO active_actors SELECT r.group_num, 0, p.value, others.num, 1, 1 FROM others, active_actors AS r, json_each('[-1, %d]') AS p
		WHERE r.period = -1 AND r.action = 0`, models.NewInstant(m.now()).Day()))
	for _, user := range []string{"ann", "bob"} { // ann has a row
		record(user)
		ctx, end := m.begin(fixture.Local(t), new(Attempt))
		drive, err := m.Drive(ctx, "g1-drive")
		if err != nil {
			t.Fatal(err)
		}
		days := models.NewDriveActivityStat(models.LastSevenDaysWindow(models.NewInstant(m.now())), drive)
		actors, err := m.MostActiveActors(ctx, days, nil, models.Accesses)
		if user == "ann" && (err != nil || len(actors) != 10 || actors[0].ActionCount != 2) {
			t.Errorf("with 10,000 rows: %v (%v)", actors, err)
		}
		if user == "bob" {
			fixture.WantCode(t, err, models.QueryTooComplex)
		}
		actors, err = m.MostActiveActors(ctx, models.NewDriveActivityStat(models.AllTimeWindow(), drive), nil, models.Accesses)
		if err != nil || len(actors) != 10 || actors[0].ActionCount != 2 {
			t.Errorf("all time: %v (%v)", actors, err)
		}
		end()
	}
	m.must(t)(m.RecordAccess(fixture.Local(t), "g2-1", models.ItemActivity{Access: models.NewAccessAction(), ActivityDateTime: &at, Actor: fixture.UserSet("ann")}))
	wantOtherDrive(t, m)
}

// wantOtherDrive reads the last seven days of two drives in one batch. Only the first one has too many rows.
func wantOtherDrive(t *testing.T, m *rankedStore) {
	t.Helper()
	ctx, end := m.begin(fixture.Local(t), new(Attempt))
	defer end()
	v, err := read.Begin(ctx)
	if err != nil {
		t.Fatal(err)
	}
	var stats []*models.DriveActivityStat
	for _, id := range []models.ID{"g1-drive", "g2-drive"} {
		drive, err := m.Drive(ctx, id)
		if err != nil {
			t.Fatal(err)
		}
		stats = append(stats, models.NewDriveActivityStat(models.LastSevenDaysWindow(models.NewInstant(m.now())), drive))
	}
	read.MakeBatch(v.Batches, stats)
	_, err = m.MostActiveActors(ctx, stats[0], nil, models.Accesses)
	fixture.WantCode(t, err, models.QueryTooComplex)
	if actors, err := m.MostActiveActors(ctx, stats[1], nil, models.Accesses); err != nil || len(actors) != 1 {
		t.Errorf("the other drive has %d actors (%v)", len(actors), err)
	}
}
