package store

import (
	"context"

	"github.com/itemactivity/itemactivity/internal/store/codec"
	"github.com/itemactivity/itemactivity/internal/store/read"
	"github.com/itemactivity/itemactivity/models"
)

// CreateDriveItem creates a file or a folder in a drive. It returns
// BAD_USER_INPUT, NOT_FOUND for the drive or the parent, or CONFLICT for an id
// in use and a parent that can hold nothing.
func (s *Store) CreateDriveItem(ctx context.Context, drive models.ID, input models.DriveItem) (*models.DriveItem, error) {
	if err := input.Validate(); err != nil {
		return nil, err
	}
	use := idempotencyUse{[]objectKind{driveItemKind}, []any{drive, input.ID, input.ParentID, input.Name, input.File, input.Folder}}
	return create(ctx, s, use, drive, input, (*mutationTx).createDriveItem)
}

func (t *mutationTx) createDriveItem(driveID models.ID, i models.DriveItem) (*models.DriveItem, error) {
	drive, err := found(byID[models.Drive](t.readTx, driveTable, driveID))("driveId", "drive")
	if err != nil {
		return nil, err
	}
	c, err := codec.DigestContent(driveID, i.ParentID, i.Name, i.File, i.Folder)
	if err != nil {
		return nil, err
	}
	num, repeated, err := t.claim("input.id", &i.ID, driveItemKind, c)
	if err != nil {
		return nil, err
	}
	if repeated {
		return found(byNum[models.DriveItem](t.readTx, driveItemTable, num))("input.id", "item")
	}
	if i.ParentID != "" {
		parent, err := t.parent(drive, i.ParentID)
		if err != nil {
			return nil, err
		}
		i.ParentNum = &parent.Num
	}
	by, err := t.intern(t.Caller.IdentitySet())
	if err != nil {
		return nil, err
	}
	i.GroupNum = drive.GroupNum
	i.CreatedDateTime, i.CreatedByNum = t.Now, by
	i.LastModifiedDateTime, i.LastModifiedByNum = t.Now, by
	if err := t.create(&i); err != nil {
		return nil, err
	}
	t.acted(i.GroupNum)
	return &i, t.register(i.ID, driveItemKind, i.Num, c)
}

// parent finds the folder of the drive that is to hold a new item.
func (t *mutationTx) parent(drive *models.Drive, id models.ID) (*models.DriveItem, error) {
	const argument = "input.parentId"
	parent, err := t.item(argument, id)
	switch {
	case err != nil:
		return nil, err
	case parent.GroupNum != drive.GroupNum:
		return found[models.DriveItem](nil, nil)(argument, "item")
	case parent.Folder == nil:
		return nil, models.Errorf(models.Conflict, argument, "The parent is a file: only a folder holds items.")
	case parent.DeletedDateTime != nil:
		return nil, models.Errorf(models.Conflict, argument, "The parent was deleted: it can hold nothing new.")
	}
	return parent, nil
}

// RenameDriveItem gives an item another name. It returns BAD_USER_INPUT,
// NOT_FOUND, or CONFLICT for a deleted item.
func (s *Store) RenameDriveItem(ctx context.Context, id models.ID, name string) (*models.DriveItem, error) {
	if err := models.ValidateName("name", name); err != nil {
		return nil, err
	}
	return writeValue(ctx, s, func(t *mutationTx) (*models.DriveItem, error) {
		item, err := t.item("driveItemId", id)
		switch {
		case err != nil:
			return nil, err
		case item.DeletedDateTime != nil:
			return nil, models.Errorf(models.Conflict, "driveItemId", "The item was deleted: it keeps its name.")
		case item.Name == name:
			return item, nil
		}
		item.Name = name
		return item, t.modify(item)
	})
}

// DeleteDriveItem marks an item as deleted. It returns NOT_FOUND, or CONFLICT
// for a folder that is not empty.
func (s *Store) DeleteDriveItem(ctx context.Context, id models.ID) (*models.DriveItem, error) {
	return writeValue(ctx, s, func(t *mutationTx) (*models.DriveItem, error) {
		item, err := t.item("driveItemId", id)
		if err != nil || item.DeletedDateTime != nil {
			return item, err
		}
		child, err := take[models.DriveItem](t.DB.Where("parent_num = ? AND deleted_date_time IS NULL", item.Num))
		if err != nil {
			return nil, err
		}
		if child != nil {
			return nil, models.Errorf(models.Conflict, "driveItemId", "The folder still holds items: delete them first.")
		}
		item.DeletedDateTime = &t.Now
		return item, t.modify(item)
	})
}

// modify stores an item's changed members, and who changed them.
func (t *mutationTx) modify(i *models.DriveItem) (err error) {
	i.LastModifiedDateTime = t.Now
	if i.LastModifiedByNum, err = t.intern(t.Caller.IdentitySet()); err != nil {
		return err
	}
	t.Wrote = true
	t.acted(i.GroupNum)
	return t.DB.Select("Name", "DeletedDateTime", "LastModifiedDateTime", "LastModifiedByNum").Updates(i).Error
}

// item finds an item by its id; NOT_FOUND at the argument where the caller may
// not see one.
func (v readTx) item(argument string, id models.ID) (*models.DriveItem, error) {
	return found(byID[models.DriveItem](v, driveItemTable, id))(argument, "item")
}

// DriveItem finds an item; nil where there is none that the caller may see.
func (s *Store) DriveItem(ctx context.Context, id models.ID) (*models.DriveItem, error) {
	v, err := s.read(ctx)
	if err != nil {
		return nil, err
	}
	return byID[models.DriveItem](v, driveItemTable, id)
}

// ParentOf returns the folder that holds an item; nil at the top of the drive.
func (s *Store) ParentOf(ctx context.Context, i *models.DriveItem) (*models.DriveItem, error) {
	v, err := s.read(ctx)
	if err != nil || i.ParentNum == nil {
		return nil, err
	}
	return found(read.Related(v, "parent", driveItems, i, func(i *models.DriveItem) int64 {
		if i.ParentNum == nil {
			return 0
		}
		return *i.ParentNum
	}))("", "item")
}

// ItemOfDriveActivity returns the item that something happened to.
func (s *Store) ItemOfDriveActivity(ctx context.Context, a *models.DriveActivity) (*models.DriveItem, error) {
	v, err := s.read(ctx)
	if err != nil {
		return nil, err
	}
	return found(read.Related(v, "driveItem", driveItems, a, func(a *models.DriveActivity) int64 { return a.ItemNum }))("", "item")
}

// ItemOfStat returns the item that a window is over.
func (s *Store) ItemOfStat(ctx context.Context, stat *models.ItemActivityStat) (*models.DriveItem, error) {
	v, err := s.read(ctx)
	if err != nil {
		return nil, err
	}
	return found(read.Related(v, "driveItem", driveItems, stat, func(s *models.ItemActivityStat) int64 { return s.ItemNum }))("", "item")
}

// CreatedBy returns who created an item.
func (s *Store) CreatedBy(ctx context.Context, i *models.DriveItem) (*models.IdentitySet, error) {
	sets, err := s.identitySetsOf(ctx, i)
	return sets[i.CreatedByNum], err
}

// LastModifiedBy returns who changed an item last.
func (s *Store) LastModifiedBy(ctx context.Context, i *models.DriveItem) (*models.IdentitySet, error) {
	sets, err := s.identitySetsOf(ctx, i)
	return sets[i.LastModifiedByNum], err
}

func (s *Store) identitySetsOf(ctx context.Context, i *models.DriveItem) (map[int64]*models.IdentitySet, error) {
	v, err := s.read(ctx)
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
		sets.Set(v.identitySets(nums...))
	}
	return sets.Value, sets.Err
}

type driveItemRow struct{ models.DriveItem }

func (r driveItemRow) Position() read.Position { return read.Position{Num: r.Num} }

func driveItemNodes(_ readTx, rows []driveItemRow) ([]*models.DriveItem, error) {
	items := make([]*models.DriveItem, len(rows))
	for i := range rows {
		items[i] = &rows[i].DriveItem
	}
	return items, nil
}

var itemsOfDrive = list[*models.Drive, driveItemRow, *models.DriveItem]{
	Name: "drive %d items", Owner: func(d *models.Drive) any { return d.Num },
	Table: driveItemTable.Table, Num: "drive_items.num", Nodes: driveItemNodes,
	Parent: func(_ readTx, d *models.Drive) []any { return []any{d.GroupNum} },
	Of:     where("drive_items.group_num = ?"),
}

// DriveItems lists the items of a drive.
func (s *Store) DriveItems(ctx context.Context, d *models.Drive, args models.PageArgs) (*models.DriveItemConnection, error) {
	c, err := read.Connection(ctx, s.read, itemsOfDrive, d, args)
	return &models.DriveItemConnection{Connection: c}, err
}

var childrenOfItem = list[*models.DriveItem, driveItemRow, *models.DriveItem]{
	Name: "item %d children", Owner: itemNum,
	Table: driveItemTable.Table, Num: "drive_items.num", Nodes: driveItemNodes,
	Parent: itemAlone, Of: where("drive_items.parent_num = ?"),
}

func itemNum(i *models.DriveItem) any { return i.Num }

func itemAlone(_ readTx, i *models.DriveItem) []any { return []any{i.Num} }

// ChildrenOf lists the items directly in a folder.
func (s *Store) ChildrenOf(ctx context.Context, i *models.DriveItem, args models.PageArgs) (*models.DriveItemConnection, error) {
	c, err := read.Connection(ctx, s.read, childrenOfItem, i, args)
	return &models.DriveItemConnection{Connection: c}, err
}
