package store

import (
	"context"
	"fmt"

	"github.com/itemactivity/itemactivity/models"
)

type statRow struct {
	Num        int64 `gorm:"primaryKey"`
	ID         models.ID
	GroupNum   int64
	ItemNum    int64
	StartTicks int64
	StartForm  int64
	EndTicks   int64
	EndForm    int64
}

func (statRow) TableName() string { return "item_activity_stats" }

func (r statRow) place() place { return place{num: r.Num} }

func (r statRow) stat() (*models.ItemActivityStat, error) {
	start, err := models.DateTimeOffsetOf(r.StartTicks, r.StartForm)
	if err != nil {
		return nil, err
	}
	end, err := models.DateTimeOffsetOf(r.EndTicks, r.EndForm)
	if err != nil {
		return nil, err
	}
	return &models.ItemActivityStat{
		Num: r.Num, ItemNum: r.ItemNum, ID: r.ID, StartDateTime: &start, EndDateTime: &end,
		Window: models.Window{
			Kind:  models.StoredWindow,
			Start: models.Instant(r.StartTicks).Day(),
			End:   models.Instant(r.EndTicks).Day(),
		},
	}, nil
}

func stats(rows []statRow) ([]*models.ItemActivityStat, error) {
	made := make([]*models.ItemActivityStat, len(rows))
	for i, r := range rows {
		var err error
		if made[i], err = r.stat(); err != nil {
			return nil, err
		}
	}
	return made, nil
}

// CreateItemActivityStat stores a window over an item. It returns
// BAD_USER_INPUT, NOT_FOUND for the item, or CONFLICT for an id in use.
func (s *Store) CreateItemActivityStat(ctx context.Context, item models.ID, input models.ItemActivityStat) (*models.ItemActivityStat, error) {
	if err := input.Validate(); err != nil {
		return nil, err
	}
	return writeValue(ctx, s, func(t *txn) (*models.ItemActivityStat, error) { return t.createStat(item, input) })
}

func (t *txn) createStat(itemID models.ID, s models.ItemActivityStat) (*models.ItemActivityStat, error) {
	item, err := t.item("driveItemId", itemID)
	if err != nil {
		return nil, err
	}
	c, err := contentOf(itemID, s.StartDateTime, s.EndDateTime)
	if err != nil {
		return nil, err
	}
	num, repeated, err := t.claim("input.id", &s.ID, itemActivityStatNoun, c)
	if err != nil {
		return nil, err
	}
	if repeated {
		row, err := found(byNum[statRow](t.view, itemActivityStatTable, num))("input.id", "stat")
		if err != nil {
			return nil, err
		}
		return row.stat()
	}
	row := &statRow{
		ID: s.ID, GroupNum: item.GroupNum, ItemNum: item.Num,
		StartTicks: s.StartDateTime.Ticks(), StartForm: s.StartDateTime.Form(),
		EndTicks: s.EndDateTime.Ticks(), EndForm: s.EndDateTime.Form(),
	}
	if err := t.create(row); err != nil {
		return nil, err
	}
	if err := t.register(row.ID, itemActivityStatNoun, row.Num, c); err != nil {
		return nil, err
	}
	return row.stat()
}

// stat finds a window by its id, stored or derived; nil where there is none
// that the caller may see.
func (v view) stat(id models.ID) (*models.ItemActivityStat, error) {
	if w, itemID, ok := models.ParseWindowID(id, v.now); ok {
		item, err := byID[models.DriveItem](v, driveItemTable, itemID)
		if item == nil {
			return nil, err
		}
		return models.NewItemActivityStat(w, item), nil
	}
	row, err := byID[statRow](v, itemActivityStatTable, id)
	if row == nil {
		return nil, err
	}
	return row.stat()
}

// ItemActivityStat finds a window; nil where there is none that the caller may
// see.
func (s *Store) ItemActivityStat(ctx context.Context, id models.ID) (*models.ItemActivityStat, error) {
	v, err := s.read(ctx)
	if err != nil {
		return nil, err
	}
	return v.stat(id)
}

// ItemActivityStatOf returns the window that keyed an item activity.
func (s *Store) ItemActivityStatOf(ctx context.Context, a *models.ItemActivity) (*models.ItemActivityStat, error) {
	v, key, err := s.readKey(ctx, a)
	if err != nil {
		return nil, err
	}
	if key.WindowKind == models.StoredWindow {
		return found(v.load.stats.Load(ctx, key.WindowRef))("", "stat")
	}
	item, err := found(v.load.items.Load(ctx, key.ItemNum))("", "item")
	if err != nil {
		return nil, err
	}
	return models.NewItemActivityStat(models.StandardWindow(key.WindowKind, models.Day(key.WindowRef)), item), nil
}

// LastSevenDays returns the window of today and the six days before over an
// item, as of the snapshot's now.
func (s *Store) LastSevenDays(ctx context.Context, item *models.DriveItem) (*models.ItemActivityStat, error) {
	v, err := s.read(ctx)
	if err != nil {
		return nil, err
	}
	return models.NewItemActivityStat(models.LastSevenDaysWindow(v.now), item), nil
}

// ItemActivityStats lists the stored windows over an item.
func (s *Store) ItemActivityStats(ctx context.Context, item *models.DriveItem, args models.PageArgs) (*models.ItemActivityStatConnection, error) {
	v, err := s.read(ctx)
	if err != nil {
		return nil, err
	}
	c, err := page(v, list{
		name: fmt.Sprintf("item %d stats", item.Num), num: "item_activity_stats.num",
		rows: v.db.Table("item_activity_stats").Where("item_activity_stats.item_num = ?", item.Num).
			Scopes(v.within("item_activity_stats.group_num")),
	}, args, stats)
	return &models.ItemActivityStatConnection{Connection: c}, err
}
