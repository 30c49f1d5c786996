package itemactivity

import (
	"context"

	"github.com/itemactivity/itemactivity/internal/store/object"
	"github.com/itemactivity/itemactivity/internal/store/statement"
	"github.com/itemactivity/itemactivity/internal/store/write"
	"github.com/itemactivity/itemactivity/models"
)

// RecordAccess records an access to an item. Its key consists of the item's group, the
// drive activity that is derived from the item, and the item's window of all time. It
// returns BAD_USER_INPUT, NOT_FOUND for the item, FORBIDDEN for the actor, or CONFLICT for
// an id in use.
func (s *Store) RecordAccess(ctx context.Context, item models.ID, input models.ItemActivity) (*models.ItemActivity, error) {
	if err := input.Validate(); err != nil {
		return nil, err
	}
	use := write.KeyUse{Creates: []object.Kind{object.ItemActivity}, Sent: func() []any { return sentItemActivity(item, input) }}
	return write.Create(ctx, s.writer, use, item, input, s.recordAccess)
}

func (s *Store) recordAccess(t *write.Tx, item models.ID, a models.ItemActivity) (*models.ItemActivity, error) {
	key, err := keyOfItem(t, item)
	if err != nil {
		return nil, err
	}
	return s.Record(t, key, a)
}

// keyOfItem returns the key of an access that names only the item.
func keyOfItem(t *write.Tx, item models.ID) (models.ActivityKey, error) {
	visible, vars := t.Visible("drive_items.group_num")
	var group models.ID
	found, err := statement.Row(t.DB, "SELECT groups.id FROM ids CROSS JOIN drive_items ON drive_items.num = ids.num"+
		" CROSS JOIN groups ON groups.num = drive_items.group_num WHERE ids.id = ? AND ids.kind = ? AND "+visible,
		append([]any{item, int64(object.DriveItem)}, vars...), &group)
	if err != nil {
		return models.ActivityKey{}, err
	}
	if !found {
		return models.ActivityKey{}, object.NotFound("driveItemId", "item")
	}
	return models.ActivityKey{
		GroupID: group, ActivityID: models.DerivedActivityID(item), StatID: models.AllTimeWindow().ID(item),
	}, nil
}
