package drive

import (
	"context"

	"github.com/itemactivity/itemactivity/internal/store/object"
	"github.com/itemactivity/itemactivity/internal/store/write"
	"github.com/itemactivity/itemactivity/models"
)

// RestoreDriveItem undoes the deletion of an item. It returns NOT_FOUND, or CONFLICT for an
// item whose folder is deleted.
func (s *Store) RestoreDriveItem(ctx context.Context, id models.ID) (*models.DriveItem, error) {
	return write.Value(ctx, s.writer, func(t *write.Tx) (*models.DriveItem, error) {
		item, err := FindItem(t.Tx, "driveItemId", id)
		if err != nil || item.DeletedDateTime == nil {
			return item, err
		}
		if item.ParentNum != nil {
			parent, err := object.Found(object.ByNum[models.DriveItem](t.Tx, object.DriveItems, *item.ParentNum))("driveItemId", "item")
			if err != nil {
				return nil, err
			}
			if parent.DeletedDateTime != nil {
				return nil, models.Errorf(models.Conflict, "driveItemId", "The folder of the item was deleted. Restore the folder first.")
			}
		}
		item.DeletedDateTime = nil
		return item, modify(t, item)
	})
}
