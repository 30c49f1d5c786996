package store

import (
	"context"

	"github.com/itemactivity/itemactivity/internal/auth"
	"github.com/itemactivity/itemactivity/internal/store/drive"
	"github.com/itemactivity/itemactivity/internal/store/group"
	"github.com/itemactivity/itemactivity/internal/store/read"
	"github.com/itemactivity/itemactivity/internal/store/write"
	"github.com/itemactivity/itemactivity/models"
)

// The ids of the example objects in a new database in development mode. They are documented, and
// never change.
const (
	ExampleGroupID    models.ID = "example-group"
	ExampleDriveID    models.ID = "example-drive"
	ExampleFolderID   models.ID = "example-folder"
	ExampleFileID     models.ID = "example-file"
	ExampleActivityID models.ID = "example-activity"
)

// CreateExample creates the example group of the local user, with a folder, a file in it, and the
// activity of its creation. It does nothing if there is a group.
func (s *Store) CreateExample(ctx context.Context) error {
	return s.writer.Do(auth.WithPrincipal(ctx, auth.Local()), func(t *write.Tx) error {
		existing, err := read.Take[models.Group](t.DB.Table("groups"))
		if existing != nil || err != nil {
			return err
		}
		if _, err := group.Create(t, ExampleDriveID, models.Group{
			ID: ExampleGroupID, DisplayName: "Example Group", DriveID: ExampleDriveID,
		}); err != nil {
			return err
		}
		if _, err := drive.CreateItem(t, ExampleDriveID, models.DriveItem{
			ID: ExampleFolderID, Name: "Example Folder", Folder: &models.Folder{},
		}); err != nil {
			return err
		}
		mimeType := "text/plain"
		if _, err := drive.CreateItem(t, ExampleDriveID, models.DriveItem{
			ID: ExampleFileID, ParentID: ExampleFolderID, Name: "example.txt", File: &models.File{MimeType: &mimeType},
		}); err != nil {
			return err
		}
		_, err = drive.CreateActivity(t, ExampleFileID, models.DriveActivity{
			ID: ExampleActivityID, Action: &models.ItemActionSet{Create: &models.CreateAction{}},
		})
		return err
	})
}
