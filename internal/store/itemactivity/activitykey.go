package itemactivity

import (
	"math"
	"unsafe"

	"github.com/itemactivity/itemactivity/internal/lru"
	"github.com/itemactivity/itemactivity/internal/store/drive"
	"github.com/itemactivity/itemactivity/internal/store/object"
	"github.com/itemactivity/itemactivity/internal/store/read"
	"github.com/itemactivity/itemactivity/models"
)

// activityKeys loads keys by number.
var activityKeys = read.Relation[KeyRow, KeyRow]{
	Table: object.ActivityKeys.Table, Column: "activity_keys.num",
	Num: func(k KeyRow) int64 { return k.Num }, Nodes: read.AsTheyAre[KeyRow],
}

// KeyCache contains committed keys of item activities, by number and as clients send them. Keys
// never change.
type KeyCache struct {
	ByNum *lru.Cache[int64, KeyRow]
	Sent  *lru.Cache[models.ActivityKey, resolvedActivityKey]
}

// activityKeyCacheBytes bounds the memory of each half of a KeyCache. About 3,000 keys fit if
// their ids are UUIDs.
const activityKeyCacheBytes = 1 << 20

// NewKeyCache returns an empty cache.
func NewKeyCache() *KeyCache {
	return &KeyCache{
		ByNum: lru.New(math.MaxInt, activityKeyCacheBytes, func(num int64, k KeyRow) int {
			return lru.EntryBytes + int(unsafe.Sizeof(num)+unsafe.Sizeof(k))
		}),
		Sent: lru.New(math.MaxInt, activityKeyCacheBytes, func(sent models.ActivityKey, k resolvedActivityKey) int {
			return lru.EntryBytes + int(unsafe.Sizeof(sent)+unsafe.Sizeof(k)) + len(sent.GroupID) + len(sent.ActivityID) + len(sent.StatID)
		}),
	}
}

// KeyRow is a row of activity_keys.
type KeyRow struct {
	Num      int64 `gorm:"primaryKey"`
	GroupNum int64
	// DriveActivityNum is nil for the drive activity that is derived from the item.
	DriveActivityNum *int64
	ItemNum          int64
	WindowKind       models.WindowKind
	WindowRef        int64
}

// TableName implements gorm's Tabler.
func (KeyRow) TableName() string { return "activity_keys" }

// activityKey returns the key with a number.
func (t *recording) activityKey(num int64) (*KeyRow, error) {
	if k, ok := t.keys.ByNum.Get(num); ok {
		return &k, nil
	}
	return read.Referenced[KeyRow](t.DB, "activity key", num)
}

// sentActivityKey returns a key as clients send it.
func sentActivityKey(v read.Tx, k *KeyRow) (models.ActivityKey, error) {
	var sent models.ActivityKey
	group, err := read.Referenced[models.Group](v.DB, "group", k.GroupNum)
	if err != nil {
		return sent, err
	}
	sent.GroupID = group.ID
	item, err := read.Referenced[models.DriveItem](v.DB, "item", k.ItemNum)
	if err != nil {
		return sent, err
	}
	if k.DriveActivityNum == nil {
		sent.ActivityID = models.DerivedActivityID(item.ID)
	} else {
		activity, err := read.Referenced[drive.ActivityRow](v.DB, "drive activity", *k.DriveActivityNum)
		if err != nil {
			return sent, err
		}
		sent.ActivityID = activity.ID
	}
	if k.WindowKind == models.StoredWindow {
		stat, err := read.Referenced[StatRow](v.DB, "stat", k.WindowRef)
		if err != nil {
			return sent, err
		}
		sent.StatID = stat.ID
		return sent, nil
	}
	sent.StatID = models.StandardWindow(k.WindowKind, models.Day(k.WindowRef)).ID(item.ID)
	return sent, nil
}
