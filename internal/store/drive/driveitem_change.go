package drive

import (
	"context"

	"github.com/itemactivity/itemactivity/internal/store/codec"
	"github.com/itemactivity/itemactivity/internal/store/object"
	"github.com/itemactivity/itemactivity/internal/store/read"
	"github.com/itemactivity/itemactivity/internal/store/write"
	"github.com/itemactivity/itemactivity/models"
)

// CreateDriveItem creates a file or a folder in a drive. It returns BAD_USER_INPUT, NOT_FOUND for
// the drive or the parent, or CONFLICT for an id that is in use and for a parent that is a file
// or deleted.
func (s *Store) CreateDriveItem(ctx context.Context, drive models.ID, input models.DriveItem) (*models.DriveItem, error) {
	if err := input.Validate(); err != nil {
		return nil, err
	}
	use := write.KeyUse{Creates: []object.Kind{object.DriveItem}, Sent: func() []any { return []any{drive, input.ID, input.ParentID, input.Name, input.File, input.Folder} }}
	return write.Create(ctx, s.writer, use, drive, input, CreateItem)
}

// CreateItem does the same as CreateDriveItem within a mutation.
func CreateItem(t *write.Tx, driveID models.ID, i models.DriveItem) (*models.DriveItem, error) {
	drive, err := object.Found(object.ByID[models.Drive](t.Tx, object.Drives, driveID))("driveId", "drive")
	if err != nil {
		return nil, err
	}
	c, err := codec.DigestContent(driveID, i.ParentID, i.Name, i.File, i.Folder)
	if err != nil {
		return nil, err
	}
	num, repeated, err := t.TakeID("input.id", &i.ID, object.DriveItem, c)
	if err != nil {
		return nil, err
	}
	if repeated {
		return object.Found(object.ByNum[models.DriveItem](t.Tx, object.DriveItems, num))("input.id", "item")
	}
	if i.ParentID != "" {
		parent, err := findParent(t, "input.parentId", drive.GroupNum, i.ParentID)
		if err != nil {
			return nil, err
		}
		i.ParentNum = &parent.Num
	}
	by, err := t.Intern(t.Caller.IdentitySet())
	if err != nil {
		return nil, err
	}
	i.GroupNum = drive.GroupNum
	i.CreatedDateTime, i.CreatedByNum = t.Now, by
	i.LastModifiedDateTime, i.LastModifiedByNum = t.Now, by
	if err := t.Create(&i); err != nil {
		return nil, err
	}
	t.Acted(i.GroupNum)
	return &i, t.Register(i.ID, object.DriveItem, i.Num, c)
}

// findParent finds the folder that will contain an item of a group.
func findParent(t *write.Tx, argument string, groupNum int64, id models.ID) (*models.DriveItem, error) {
	parent, err := FindItem(t.Tx, argument, id)
	switch {
	case err != nil:
		return nil, err
	case parent.GroupNum != groupNum:
		return nil, object.NotFound(argument, "item")
	case parent.Folder == nil:
		return nil, models.Errorf(models.Conflict, argument, "The parent is a file. Only a folder can contain items.")
	case parent.DeletedDateTime != nil:
		return nil, models.Errorf(models.Conflict, argument, "The parent was deleted. Restore it before you add items to it.")
	}
	return parent, nil
}

// RenameDriveItem changes the name of an item. It returns BAD_USER_INPUT, NOT_FOUND, or CONFLICT
// for a deleted item.
func (s *Store) RenameDriveItem(ctx context.Context, id models.ID, name string) (*models.DriveItem, error) {
	if err := models.ValidateName("name", name); err != nil {
		return nil, err
	}
	return write.Value(ctx, s.writer, func(t *write.Tx) (*models.DriveItem, error) {
		item, err := FindItem(t.Tx, "driveItemId", id)
		switch {
		case err != nil:
			return nil, err
		case item.DeletedDateTime != nil:
			return nil, models.Errorf(models.Conflict, "driveItemId", "The item was deleted. It cannot be renamed.")
		case item.Name == name:
			return item, nil
		}
		item.Name = name
		return item, modify(t, item)
	})
}

// DeleteDriveItem marks an item as deleted. It returns NOT_FOUND, or CONFLICT for a folder that
// contains items.
func (s *Store) DeleteDriveItem(ctx context.Context, id models.ID) (*models.DriveItem, error) {
	return write.Value(ctx, s.writer, func(t *write.Tx) (*models.DriveItem, error) {
		item, err := FindItem(t.Tx, "driveItemId", id)
		if err != nil || item.DeletedDateTime != nil {
			return item, err
		}
		child, err := read.Take[models.DriveItem](t.DB.Where("group_num = ? AND parent_num = ? AND deleted_date_time IS NULL", item.GroupNum, item.Num))
		if err != nil {
			return nil, err
		}
		if child != nil {
			return nil, models.Errorf(models.Conflict, "driveItemId", "The folder contains items. Delete them first.")
		}
		item.DeletedDateTime = &t.Now
		return item, modify(t, item)
	})
}

// modify stores the name, the folder and the deletion of an item, and who changed it.
func modify(t *write.Tx, i *models.DriveItem) (err error) {
	i.LastModifiedDateTime = t.Now
	if i.LastModifiedByNum, err = t.Intern(t.Caller.IdentitySet()); err != nil {
		return err
	}
	t.Wrote = true
	t.Acted(i.GroupNum)
	return t.DB.Select("Name", "ParentNum", "DeletedDateTime", "LastModifiedDateTime", "LastModifiedByNum").Updates(i).Error
}
