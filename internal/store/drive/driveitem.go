package drive

import (
	"context"

	"github.com/itemactivity/itemactivity/internal/store/object"
	"github.com/itemactivity/itemactivity/internal/store/read"
	"github.com/itemactivity/itemactivity/models"
)

// Items loads items by number.
var Items = read.Relation[models.DriveItem, models.DriveItem]{
	Table: object.DriveItems.Table, Column: "drive_items.num",
	Num: func(i models.DriveItem) int64 { return i.Num }, Nodes: read.AsTheyAre[models.DriveItem],
}

// FindItem returns the item with an id. It returns NOT_FOUND for the argument if there is none
// that the caller may see.
func FindItem(v read.Tx, argument string, id models.ID) (*models.DriveItem, error) {
	return object.Found(object.ByID[models.DriveItem](v, object.DriveItems, id))(argument, "item")
}

// DriveItem returns the item with an id, or nil if there is none that the caller may see.
func (s *Store) DriveItem(ctx context.Context, id models.ID) (*models.DriveItem, error) {
	v, err := read.Begin(ctx)
	if err != nil {
		return nil, err
	}
	return object.ByID[models.DriveItem](v, object.DriveItems, id)
}

// ParentOf returns the folder that contains an item, or nil if the item is at the top of the
// drive.
func (s *Store) ParentOf(ctx context.Context, i *models.DriveItem) (*models.DriveItem, error) {
	v, err := read.Begin(ctx)
	if err != nil || i.ParentNum == nil {
		return nil, err
	}
	return object.Found(read.Related(v, "parent", Items, i, func(i *models.DriveItem) int64 {
		if i.ParentNum == nil {
			return 0
		}
		return *i.ParentNum
	}))("", "item")
}

// ItemOfDriveActivity returns the item of a drive activity.
func (s *Store) ItemOfDriveActivity(ctx context.Context, a *models.DriveActivity) (*models.DriveItem, error) {
	v, err := read.Begin(ctx)
	if err != nil {
		return nil, err
	}
	return object.Found(read.Related(v, "driveItem", Items, a, func(a *models.DriveActivity) int64 { return a.ItemNum }))("", "item")
}

// ItemOfStat returns the item of a stat.
func (s *Store) ItemOfStat(ctx context.Context, stat *models.ItemActivityStat) (*models.DriveItem, error) {
	v, err := read.Begin(ctx)
	if err != nil {
		return nil, err
	}
	return object.Found(read.Related(v, "driveItem", Items, stat, func(s *models.ItemActivityStat) int64 { return s.ItemNum }))("", "item")
}

// CreatedBy returns the identity set of the creator of an item.
func (s *Store) CreatedBy(ctx context.Context, i *models.DriveItem) (*models.IdentitySet, error) {
	sets, err := s.identitySetsOf(ctx, i)
	return sets[i.CreatedByNum], err
}

// LastModifiedBy returns the identity set of the caller who changed an item last.
func (s *Store) LastModifiedBy(ctx context.Context, i *models.DriveItem) (*models.IdentitySet, error) {
	sets, err := s.identitySetsOf(ctx, i)
	return sets[i.LastModifiedByNum], err
}

func (s *Store) identitySetsOf(ctx context.Context, i *models.DriveItem) (map[int64]*models.IdentitySet, error) {
	v, err := read.Begin(ctx)
	if err != nil {
		return nil, err
	}
	all, sets := read.LoadFor[map[int64]*models.IdentitySet](v.Batches, i, "identitySets")
	defer sets.Unlock()
	if !sets.Done {
		nums := make([]int64, 0, 2*len(all))
		for _, i := range all {
			nums = append(nums, i.CreatedByNum, i.LastModifiedByNum)
		}
		sets.Set(v.IdentitySets(nums...))
	}
	return sets.Value, sets.Err
}

type driveItemRow struct{ models.DriveItem }

func (r driveItemRow) Position() read.Position { return read.Position{Num: r.Num} }

func driveItemNodes(_ read.Tx, rows []driveItemRow) ([]*models.DriveItem, error) {
	items := make([]*models.DriveItem, len(rows))
	for i := range rows {
		items[i] = &rows[i].DriveItem
	}
	return items, nil
}

func itemNum(i *models.DriveItem) any { return i.Num }

func itemAlone(_ read.Tx, i *models.DriveItem) []any { return []any{i.Num} }
