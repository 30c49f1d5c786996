package drive

import (
	"context"

	"github.com/itemactivity/itemactivity/internal/store/write"
	"github.com/itemactivity/itemactivity/models"
)

// maxMoveDepth bounds how many folders are read to find out whether one is in another.
const maxMoveDepth = 1000

// MoveDriveItem puts an item into another folder of its drive, or to the top level if parent
// is empty. It returns NOT_FOUND for the item or the parent, or CONFLICT for a deleted item,
// or for a parent that cannot contain the item.
func (s *Store) MoveDriveItem(ctx context.Context, id, parent models.ID) (*models.DriveItem, error) {
	return write.Value(ctx, s.writer, func(t *write.Tx) (*models.DriveItem, error) {
		item, err := FindItem(t.Tx, "driveItemId", id)
		if err != nil {
			return nil, err
		}
		if item.DeletedDateTime != nil {
			return nil, models.Errorf(models.Conflict, "driveItemId", "The item was deleted. Restore it before you move it.")
		}
		var folder *models.DriveItem
		var to *int64
		if parent != "" {
			if folder, err = findParent(t, "parentId", item.GroupNum, parent); err != nil {
				return nil, err
			}
			to = &folder.Num
		}
		switch {
		case to == nil && item.ParentNum == nil, to != nil && item.ParentNum != nil && *to == *item.ParentNum:
			return item, nil
		case folder != nil:
			if err := mustBeOutside(t, item, folder); err != nil {
				return nil, err
			}
		}
		item.ParentNum = to
		return item, modify(t, item)
	})
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
