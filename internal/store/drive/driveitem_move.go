package drive

import (
	"context"

	"github.com/itemactivity/itemactivity/internal/store/write"
	"github.com/itemactivity/itemactivity/models"
)

// maxMoveDepth bounds how many folders are read to find out whether one is in another.
const maxMoveDepth = 1000

// MoveDriveItem puts an item into another folder of its drive, or to the top level if parent
// is empty, and changes its name unless name is nil. It does both or nothing. It returns
// BAD_USER_INPUT for the name, NOT_FOUND for the item or the parent, or CONFLICT for a deleted
// item, or for a parent that cannot contain the item.
func (s *Store) MoveDriveItem(ctx context.Context, id, parent models.ID, name *string) (*models.DriveItem, error) {
	if name != nil {
		if err := models.ValidateName("name", *name); err != nil {
			return nil, err
		}
	}
	return write.Value(ctx, s.writer, func(t *write.Tx) (*models.DriveItem, error) {
		item, err := FindItem(t.Tx, "driveItemId", id)
		if err != nil {
			return nil, err
		}
		if item.DeletedDateTime != nil {
			return nil, models.Errorf(models.Conflict, "driveItemId", "The item was deleted. Restore it before you move it.")
		}
		moved, err := moveTo(t, item, parent)
		if err != nil {
			return nil, err
		}
		renamed := name != nil && *name != item.Name
		if renamed {
			item.Name = *name
		}
		if !moved && !renamed {
			return item, nil
		}
		return item, modify(t, item)
	})
}

// moveTo changes the parent of an item, and returns false if it is the parent already.
func moveTo(t *write.Tx, item *models.DriveItem, parent models.ID) (moved bool, err error) {
	if parent == "" {
		moved, item.ParentNum = item.ParentNum != nil, nil
		return moved, nil
	}
	folder, err := findParent(t, "parentId", item.GroupNum, parent)
	if err != nil {
		return false, err
	}
	if item.ParentNum != nil && *item.ParentNum == folder.Num {
		return false, nil
	}
	if err := mustBeOutside(t, item, folder); err != nil {
		return false, err
	}
	item.ParentNum = &folder.Num
	return true, nil
}

// mustBeOutside returns a CONFLICT if a folder is an item or is in it.
func mustBeOutside(t *write.Tx, item, folder *models.DriveItem) error {
	if item.Folder == nil {
		return nil
	}
	var above struct {
		Inside bool
		Depth  int
	}
	err := t.DB.Raw(`
		WITH RECURSIVE above (num, depth) AS (
			SELECT ?, 1
			UNION ALL
			SELECT parent_num, depth + 1
			FROM above CROSS JOIN drive_items ON drive_items.num = above.num
			WHERE parent_num IS NOT NULL AND depth <= ?
		)
		SELECT max(num = ?) AS inside, max(depth) AS depth FROM above`,
		folder.Num, maxMoveDepth, item.Num).Find(&above).Error
	switch {
	case err != nil:
		return err
	case above.Inside:
		return models.Errorf(models.Conflict, "parentId", "A folder cannot be moved into itself, or into a folder in it.")
	case above.Depth > maxMoveDepth:
		return models.Errorf(models.Conflict, "parentId", "The parent is more than %d levels below the top of the drive. Move the folder to a higher level.", maxMoveDepth)
	}
	return nil
}
