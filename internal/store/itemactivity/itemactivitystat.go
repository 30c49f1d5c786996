package itemactivity

import (
	"context"

	"github.com/itemactivity/itemactivity/internal/store/codec"
	"github.com/itemactivity/itemactivity/internal/store/drive"
	"github.com/itemactivity/itemactivity/internal/store/object"
	"github.com/itemactivity/itemactivity/internal/store/read"
	"github.com/itemactivity/itemactivity/internal/store/write"
	"github.com/itemactivity/itemactivity/models"
)

// Stats loads stored stats by number.
var Stats = read.Relation[StatRow, models.ItemActivityStat]{
	Table: object.ItemActivityStats.Table, Column: "item_activity_stats.num",
	Num: func(r StatRow) int64 { return r.Num }, Nodes: itemActivityStatNodes,
}

// StatRow is a row of item_activity_stats.
type StatRow struct {
	Num        int64 `gorm:"primaryKey"`
	ID         models.ID
	GroupNum   int64
	ItemNum    int64
	StartTicks int64
	StartForm  int64
	EndTicks   int64
	EndForm    int64
}

// TableName implements gorm's Tabler.
func (StatRow) TableName() string { return "item_activity_stats" }

// Position implements read.Positioned.
func (r StatRow) Position() read.Position { return read.Position{Num: r.Num} }

func (r StatRow) stat() (*models.ItemActivityStat, error) {
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

func itemActivityStatNodes(v read.Tx, rows []StatRow) ([]*models.ItemActivityStat, error) {
	made := make([]*models.ItemActivityStat, len(rows))
	for i, r := range rows {
		var err error
		if made[i], err = r.stat(); err != nil {
			return nil, v.Database.RecordDamage(err)
		}
	}
	return made, nil
}

// CreateItemActivityStat creates a stat of an item. It returns BAD_USER_INPUT, NOT_FOUND for the
// item, or CONFLICT for an id that is in use.
func (s *Store) CreateItemActivityStat(ctx context.Context, item models.ID, input models.ItemActivityStat) (*models.ItemActivityStat, error) {
	if err := input.Validate(); err != nil {
		return nil, err
	}
	use := write.KeyUse{Creates: []object.Kind{object.ItemActivityStat}, Sent: func() []any { return []any{item, input.ID, input.StartDateTime, input.EndDateTime} }}
	return write.Create(ctx, s.writer, use, item, input, createStat)
}

func createStat(t *write.Tx, itemID models.ID, s models.ItemActivityStat) (*models.ItemActivityStat, error) {
	item, err := drive.FindItem(t.Tx, "driveItemId", itemID)
	if err != nil {
		return nil, err
	}
	c, err := codec.DigestContent(itemID, s.StartDateTime, s.EndDateTime)
	if err != nil {
		return nil, err
	}
	num, repeated, err := t.TakeID("input.id", &s.ID, object.ItemActivityStat, c)
	if err != nil {
		return nil, err
	}
	if repeated {
		row, err := object.Found(object.ByNum[StatRow](t.Tx, object.ItemActivityStats, num))("input.id", "stat")
		if err != nil {
			return nil, err
		}
		return row.stat()
	}
	row := &StatRow{
		ID: s.ID, GroupNum: item.GroupNum, ItemNum: item.Num,
		StartTicks: s.StartDateTime.Ticks(), StartForm: s.StartDateTime.Form(),
		EndTicks: s.EndDateTime.Ticks(), EndForm: s.EndDateTime.Form(),
	}
	if err := t.Create(row); err != nil {
		return nil, err
	}
	if err := t.Register(row.ID, object.ItemActivityStat, row.Num, c); err != nil {
		return nil, err
	}
	return row.stat()
}

// findStat returns the stored or derived stat with an id, or nil if there is none that the caller
// may see.
func findStat(v read.Tx, id models.ID) (*models.ItemActivityStat, error) {
	if w, itemID, ok := models.ParseWindowID(id, v.Now); ok {
		item, err := object.ByID[models.DriveItem](v, object.DriveItems, itemID)
		if item == nil {
			return nil, err
		}
		return models.NewItemActivityStat(w, item), nil
	}
	row, err := object.ByID[StatRow](v, object.ItemActivityStats, id)
	if row == nil {
		return nil, err
	}
	stat, err := row.stat()
	return stat, v.Database.RecordDamage(err)
}

// ItemActivityStat returns the stored or derived stat with an id, or nil if there is none that the
// caller may see.
func (s *Store) ItemActivityStat(ctx context.Context, id models.ID) (*models.ItemActivityStat, error) {
	v, err := read.Begin(ctx)
	if err != nil {
		return nil, err
	}
	return findStat(v, id)
}

// StatsOfItem is the list of the stored stats of an item.
var StatsOfItem = read.List[*models.DriveItem, StatRow, *models.ItemActivityStat]{
	Name: "item %d stats", Owner: func(i *models.DriveItem) any { return i.Num },
	Table: object.ItemActivityStats.Table, Num: "item_activity_stats.num", Nodes: itemActivityStatNodes,
	Parent: func(_ read.Tx, i *models.DriveItem) []any { return []any{i.Num} },
	Of:     read.Where("item_activity_stats.item_num = ?"),
}

// ItemActivityStats lists the stored stats of an item.
func (s *Store) ItemActivityStats(ctx context.Context, item *models.DriveItem, args models.PageArgs) (*models.ItemActivityStatConnection, error) {
	c, err := read.Connection(ctx, StatsOfItem, item, args)
	return &models.ItemActivityStatConnection{Connection: c}, err
}
