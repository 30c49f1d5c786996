package store

import (
	"errors"
	"path/filepath"
	"strings"
	"testing"

	"github.com/itemactivity/itemactivity/internal/store/fixture"
	"github.com/itemactivity/itemactivity/models"
)

// TestDamagedContentIsDamage changes the JSON of a row. It requires that requests return
// UNAVAILABLE, that the health and verify report the damage with the file and what to do, and
// that nothing is written afterwards.
func TestDamagedContentIsDamage(t *testing.T) {
	for table, damage := range map[string]string{
		"identity_sets":    "UPDATE identity_sets SET content = 'x' || substr(content, 2)",
		"drive_activities": "UPDATE drive_activities SET action = 'x' || substr(action, 2)",
	} {
		path := filepath.Join(t.TempDir(), table+".db")
		s := reopen(t, path, nil)
		if err := s.CreateExample(t.Context()); err != nil {
			t.Fatal(err)
		}
		recordAs(t, s, importer, fixture.DeviceSet("pc1"))
		if err := s.database.Writes().Exec(damage).Error; err != nil {
			t.Fatal(err)
		}
		if err := s.Close(); err != nil {
			t.Fatal(err)
		}
		s = reopen(t, path, nil)
		ctx := reading(t, s, fixture.Local(t))
		group, err := s.Group(ctx, ExampleGroupID)
		if err != nil {
			t.Fatal(err)
		}
		drive, err := s.DriveOfGroup(ctx, group)
		if err != nil {
			t.Fatal(err)
		}
		_, err = s.DriveActivities(ctx, drive, models.DriveActivityFilter{}, models.PageArgs{})
		var refusal *models.Error
		if !errors.As(err, &refusal) || refusal.Code != models.Unavailable {
			t.Errorf("%s: the error of a read is %v", table, err)
		}
		if _, err := s.CreateGroup(fixture.Local(t), models.Group{DisplayName: "x"}); !errors.As(err, &refusal) || refusal.Code != models.Unavailable {
			t.Errorf("%s: the error of a mutation is %v", table, err)
		}
		if h := s.Health(t.Context()); h.Database == nil {
			t.Errorf("%s: the health is %+v", table, h)
		}
		_, err = Verify(t.Context(), Config{Path: path, Logger: s.logger}, nil)
		if err == nil || !strings.Contains(err.Error(), path+" is damaged") || !strings.Contains(err.Error(), "restore") {
			t.Errorf("%s: the error of verify is %v", table, err)
		}
	}
}
