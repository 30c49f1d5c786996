package store

import (
	"errors"
	"maps"
	"path/filepath"
	"testing"

	"github.com/itemactivity/itemactivity/internal/store/fixture"
	"github.com/itemactivity/itemactivity/internal/store/projection"
	"github.com/itemactivity/itemactivity/internal/store/sqlite"
	"github.com/itemactivity/itemactivity/models"
)

// TestProjectorMeetsDamagedContent damages the content of rows that only the projector reads, or adds a row that the
// projector will insert. It
// requires that the projector records the damage, and that nothing is written afterwards, whether
// the projector or a commit that waits for it meets the damage first.
func TestProjectorMeetsDamagedContent(t *testing.T) {
	for name, damage := range map[string]string{
		"posting lists": "UPDATE activity_postings SET gaps = x'ff'",
		"actor sets":    "UPDATE item_action_actors SET actors = x'ff'",
		"timelines":     "INSERT INTO item_timelines SELECT item_num, ticks, seq + 1 FROM item_timelines",
	} {
		for _, first := range []string{"projector", "commit"} {
			t.Run(name+", "+first, func(t *testing.T) {
				path := filepath.Join(t.TempDir(), "itemactivity.db")
				s := openManual(t, path)
				if err := s.CreateExample(t.Context()); err != nil {
					t.Fatal(err)
				}
				recordUsers(t, s, "ann")
				project(t, s)
				if err := s.Close(); err != nil {
					t.Fatal(err)
				}
				s = openLimited(t, path, projection.Limits{Manual: true, MaxTail: 1})
				exec(t, s, damage)
				recordUsers(t, s, "bob")
				if first == "projector" {
					err := s.projector.CatchUp(t.Context())
					if content := new(models.ContentError); !errors.As(err, &content) {
						t.Errorf("the error of the projector is %v", err)
					}
				}
				var before map[string]int
				for range 2 {
					before = rowsOfTables(t, s)
					_, err := s.CreateItemActivity(fixture.Local(t), exampleKey, fixture.Access("carl", "carl", 700_000))
					if fixture.WantCode(t, err, models.Unavailable); !errors.Is(err, sqlite.ErrDamageRefusal) {
						t.Errorf("the error of a mutation is %v", err)
					}
				}
				after := rowsOfTables(t, s)
				if after["item_activities"] != 2 || !maps.Equal(before, after) {
					t.Errorf("after the damage was met, the numbers of rows are %v and then %v", before, after)
				}
				if got := s.Health(t.Context()); !errors.Is(got.Database, sqlite.ErrFileDamaged) || !s.Metrics().Damaged {
					t.Errorf("the health is %+v", got)
				}
			})
		}
	}
}
