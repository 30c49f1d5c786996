package gqlhttptest

import (
	"fmt"
	"slices"
	"testing"

	"github.com/itemactivity/itemactivity/internal/auth"
	"github.com/itemactivity/itemactivity/models"
)

// Shape has the numbers of objects that Fill creates. Groups and Members are those of the
// database and of each group. A drive has Folders folders, each with Children items, each
// with Stats stats, each with Accesses item activities.
type Shape struct{ Groups, Members, Folders, Children, Stats, Accesses int }

// Fill creates groups of a shape. It returns the ids of the created objects by the name of
// their type.
func (s *Server) Fill(tb testing.TB, of Shape) map[string][]models.ID {
	tb.Helper()
	ctx := auth.WithPrincipal(tb.Context(), auth.Local())
	made := map[string][]models.ID{}
	must := func(kind string, id models.ID, err error) models.ID {
		tb.Helper()
		if err != nil {
			tb.Fatal(err)
		}
		made[kind] = append(made[kind], id)
		return id
	}
	newID := func(kind string) models.ID { return models.ID(kind) + "-" + models.NewID() }
	for range of.Groups {
		g, err := s.Store.CreateGroup(ctx, models.Group{ID: newID("group"), DriveID: newID("drive"), DisplayName: "g", Claim: new(newID("claim"))})
		must("Group", g.ID, err)
		must("Claim", *g.Claim, err)
		drive := must("Drive", g.DriveID, nil)
		for i := range of.Members {
			id := models.ID(fmt.Sprintf("member-%d", i))
			if i == 0 {
				id = "6e75ec2c-5b1a-4bb2-a1d2-05a4d61c3f0f" // stored as bytes
			}
			_, err := s.Store.AddGroupMember(ctx, g.ID, models.Member{UserID: id})
			must("", id, err)
			if user := (&models.User{UserID: id}).ID(); !slices.Contains(made["User"], user) {
				made["User"], made["UserID"] = append(made["User"], user), append(made["UserID"], id)
			}
		}
		for range of.Folders {
			folder, err := s.Store.CreateDriveItem(ctx, drive, models.DriveItem{ID: newID("folder"), Name: "f", Folder: &models.Folder{}})
			must("DriveItem", folder.ID, err)
			for range of.Children {
				item, err := s.Store.CreateDriveItem(ctx, drive, models.DriveItem{ID: newID("item"), Name: "i", File: &models.File{}, ParentID: folder.ID})
				must("DriveItem", item.ID, err)
				created := &models.ItemActionSet{Create: &models.CreateAction{}}
				happened, err := s.Store.CreateDriveActivity(ctx, item.ID, models.DriveActivity{ID: newID("happened"), Action: created})
				must("DriveActivity", happened.ID, err)
				for day := range of.Stats {
					from, to := Midnight(tb, -day), Midnight(tb, 1-day)
					stat, err := s.Store.CreateItemActivityStat(ctx, item.ID, models.ItemActivityStat{ID: newID("stat"), StartDateTime: from, EndDateTime: to})
					must("ItemActivityStat", stat.ID, err)
					for range of.Accesses {
						key := models.ActivityKey{GroupID: g.ID, ActivityID: happened.ID, StatID: stat.ID}
						a, err := s.Store.CreateItemActivity(ctx, key, models.ItemActivity{ID: newID("access"), Access: models.NewAccessAction(), ActivityDateTime: from})
						must("ItemActivity", a.ID, err)
					}
				}
			}
		}
	}
	return made
}

// Midnight returns the start of the day that is the given number of days after Start.
func Midnight(tb testing.TB, days int) *models.DateTimeOffset {
	tb.Helper()
	at := new(models.DateTimeOffset)
	if err := at.UnmarshalGQL(Start.AddDate(0, 0, days).Format("2006-01-02T00:00:00Z")); err != nil {
		tb.Fatal(err)
	}
	return at
}
