package drive

import (
	"context"

	"github.com/itemactivity/itemactivity/internal/store/object"
	"github.com/itemactivity/itemactivity/internal/store/read"
	"github.com/itemactivity/itemactivity/models"
)

// ItemsOfDrive are the lists of the items of a drive.
var ItemsOfDrive = read.List[*models.Drive, driveItemRow, *models.DriveItem]{
	Name: "drive %d items", Owner: driveNum,
	Table: object.DriveItems.Table, Num: "drive_items.num", Nodes: driveItemNodes,
	Parent: groupOfDrive, Of: read.Where("drive_items.group_num = ?"),
}

// ChildrenOfDrive are the lists of the items at the top level of a drive.
var ChildrenOfDrive = read.List[*models.Drive, driveItemRow, *models.DriveItem]{
	Name: "drive %d children", Owner: driveNum,
	Table: object.DriveItems.Table, Num: "drive_items.num", Nodes: driveItemNodes,
	Parent: groupOfDrive, Of: read.Where("drive_items.group_num = ? AND drive_items.parent_num IS NULL"),
}

// ChildrenOfItem are the lists of the items directly in a folder.
var ChildrenOfItem = read.List[*models.DriveItem, driveItemRow, *models.DriveItem]{
	Name: "item %d children", Owner: itemNum,
	Table: object.DriveItems.Table, Num: "drive_items.num", Nodes: driveItemNodes,
	Parent: func(_ read.Tx, i *models.DriveItem) []any { return []any{i.GroupNum, i.Num} },
	Of:     read.Where("drive_items.group_num = ? AND drive_items.parent_num = ?"),
}

func driveNum(d *models.Drive) any { return d.Num }

func groupOfDrive(_ read.Tx, d *models.Drive) []any { return []any{d.GroupNum} }

// Filtered returns a list of those items of l that a filter selects.
func Filtered[P comparable](l read.List[P, driveItemRow, *models.DriveItem], f models.DriveItemFilter) read.List[P, driveItemRow, *models.DriveItem] {
	switch {
	case f.Deleted == nil:
	case *f.Deleted:
		l = l.And("deleted", "drive_items.deleted_date_time IS NOT NULL")
	default:
		l = l.And("live", "drive_items.deleted_date_time IS NULL")
	}
	if f.NameContains != nil {
		l = l.Containing("nameContains", "drive_items.name", *f.NameContains)
	}
	return l
}

// DriveItems lists the items of a drive that a filter selects. It returns BAD_USER_INPUT,
// or QUERY_TOO_COMPLEX for a search of too many names.
func (s *Store) DriveItems(ctx context.Context, d *models.Drive, f models.DriveItemFilter, args models.PageArgs) (*models.DriveItemConnection, error) {
	return items(ctx, ItemsOfDrive, d, f, args)
}

// ChildrenOfDrive lists the items at the top level of a drive. It returns what DriveItems
// returns.
func (s *Store) ChildrenOfDrive(ctx context.Context, d *models.Drive, f models.DriveItemFilter, args models.PageArgs) (*models.DriveItemConnection, error) {
	return items(ctx, ChildrenOfDrive, d, f, args)
}

// ChildrenOf lists the items directly in a folder. It returns what DriveItems returns.
func (s *Store) ChildrenOf(ctx context.Context, i *models.DriveItem, f models.DriveItemFilter, args models.PageArgs) (*models.DriveItemConnection, error) {
	return items(ctx, ChildrenOfItem, i, f, args)
}

func items[P comparable](ctx context.Context, l read.List[P, driveItemRow, *models.DriveItem], parent P, f models.DriveItemFilter, args models.PageArgs) (*models.DriveItemConnection, error) {
	if err := f.Validate(); err != nil {
		return nil, err
	}
	c, err := read.Connection(ctx, Filtered(l, f), parent, args)
	return &models.DriveItemConnection{Connection: c}, err
}
