package itemactivity

import (
	"context"
	"math"
	"strings"
	"unsafe"

	"github.com/itemactivity/itemactivity/internal/lru"
	"github.com/itemactivity/itemactivity/internal/store/drive"
	"github.com/itemactivity/itemactivity/internal/store/object"
	"github.com/itemactivity/itemactivity/internal/store/read"
	"github.com/itemactivity/itemactivity/models"
)

var activityKeys = read.Relation[*KeyRow, KeyRow]{
	Table: object.ActivityKeys.Table, Column: "activity_keys.num",
	Num: func(k *KeyRow) int64 { return k.Num }, Nodes: read.AsTheyAre[*KeyRow],
}

// KeyCache remembers the keys of item activities, which never change, by their
// number and as they are sent. It holds committed ones only.
type KeyCache struct {
	ByNum *lru.Cache[int64, KeyRow]
	Sent  *lru.Cache[models.ActivityKey, resolvedActivityKey]
}

// activityKeyCacheBytes bounds each half of a KeyCache: some 3,000 keys of UUIDs.
const activityKeyCacheBytes = 1 << 20

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

type KeyRow struct {
	Num              int64 `gorm:"primaryKey"`
	GroupNum         int64
	DriveActivityNum int64
	ItemNum          int64
	WindowKind       models.WindowKind
	WindowRef        int64
}

func (KeyRow) TableName() string { return "activity_keys" }

// resolvedActivityKey is what a key that was sent stands for. Its row has no number
// while nothing was recorded under it.
type resolvedActivityKey struct {
	KeyRow
	window models.Window
}

// resolveActivityKey checks the hops of a key after the group, and returns what it stands
// for, and when its item was deleted. A bulk checks a key that is refused once.
func (t *recording) resolveActivityKey(groupNum int64, key models.ActivityKey) (resolvedActivityKey, *models.Instant, error) {
	if t.bulk != nil {
		if refusal := t.bulk.broken[key]; refusal != nil {
			return resolvedActivityKey{}, nil, refusal
		}
	}
	activity, err := object.ByID[drive.ActivityRow](t.Tx, object.DriveActivities, key.ActivityID)
	if activity != nil && activity.GroupNum != groupNum {
		activity = nil
	}
	if activity, err = object.Found(activity, err)("activityId", "drive activity of this group"); err != nil {
		return resolvedActivityKey{}, nil, err
	}
	stat, err := findStat(t.Tx, key.StatID)
	if stat != nil && stat.ItemNum != activity.ItemNum {
		stat = nil
	}
	if stat, err = object.Found(stat, err)("statId", "stat over the item of this activity"); err != nil {
		return resolvedActivityKey{}, nil, err
	}
	if stat.Window.Kind == models.LastSevenDays {
		return resolvedActivityKey{}, nil, models.Invalid("statId", "The last seven days move on: use allTime or a day as the stat of an activity.")
	}
	k := resolvedActivityKey{window: stat.Window, KeyRow: KeyRow{
		GroupNum: groupNum, DriveActivityNum: activity.Num, ItemNum: activity.ItemNum,
		WindowKind: stat.Window.Kind, WindowRef: int64(stat.Window.Start),
	}}
	if k.WindowKind == models.StoredWindow {
		k.WindowRef = stat.Num
	}
	stored, err := read.Take[KeyRow](t.DB.Where("drive_activity_num = ? AND window_kind = ? AND window_ref = ?",
		k.DriveActivityNum, k.WindowKind, k.WindowRef))
	if err != nil {
		return resolvedActivityKey{}, nil, err
	}
	if stored != nil {
		k.KeyRow = *stored
	}
	item, err := read.Take[models.DriveItem](t.DB.Where("num = ?", k.ItemNum))
	if err != nil {
		return resolvedActivityKey{}, nil, err
	}
	return k, item.DeletedDateTime, nil
}

// internActivityKey gives a key its number, storing it the first time.
func (t *recording) internActivityKey(sent models.ActivityKey, k *resolvedActivityKey) error {
	if k.Num == 0 {
		if err := t.Create(&k.KeyRow); err != nil {
			return err
		}
	}
	stored := *k
	t.AfterCommit(func() {
		// Copies: an id may be a part of a whole request.
		for _, id := range []*models.ID{&sent.GroupID, &sent.ActivityID, &sent.StatID} {
			*id = models.ID(strings.Clone(string(*id)))
		}
		t.keys.Sent.Add(sent, stored)
	})
	return nil
}

// activityKey returns the key under a number.
func (t *recording) activityKey(num int64) (*KeyRow, error) {
	if k, ok := t.keys.ByNum.Get(num); ok {
		return &k, nil
	}
	return read.Take[KeyRow](t.DB.Where("num = ?", num))
}

// readActivityKeys returns the caller's read transaction, and the keys of the activities of a
// batch in it. They are remembered for all callers; what they point to is
// looked up for this one.
func (s *Store) readActivityKeys(ctx context.Context, a *models.ItemActivity) (read.Tx, map[int64]KeyRow, error) {
	v, err := read.Begin(ctx)
	if err != nil {
		return read.Tx{}, nil, err
	}
	all, keys := read.LoadFor[map[int64]KeyRow](v.Batches, a, "keys")
	defer keys.Unlock()
	if !keys.Done {
		found := make(map[int64]KeyRow, len(all))
		missing := read.Numbers(all, func(a *models.ItemActivity) int64 {
			k, ok := s.keys.ByNum.Get(a.KeyNum)
			if ok {
				found[k.Num] = k
				return 0
			}
			return a.KeyNum
		})
		stored, err := activityKeys.Load(v, missing)
		for num, k := range stored {
			found[num] = *k
			s.keys.ByNum.Add(num, *k)
		}
		keys.Set(found, err)
	}
	return v, keys.Value, keys.Err
}

// sentActivityKey is a key as clients send it.
func sentActivityKey(v read.Tx, k *KeyRow) (models.ActivityKey, error) {
	var sent models.ActivityKey
	group, err := read.Take[models.Group](v.DB.Where("num = ?", k.GroupNum))
	if err != nil {
		return sent, err
	}
	activity, err := read.Take[drive.ActivityRow](v.DB.Where("num = ?", k.DriveActivityNum))
	if err != nil {
		return sent, err
	}
	sent.GroupID, sent.ActivityID = group.ID, activity.ID
	if k.WindowKind == models.StoredWindow {
		stat, err := read.Take[StatRow](v.DB.Where("num = ?", k.WindowRef))
		if err != nil {
			return sent, err
		}
		sent.StatID = stat.ID
		return sent, nil
	}
	item, err := read.Take[models.DriveItem](v.DB.Where("num = ?", k.ItemNum))
	if err != nil {
		return sent, err
	}
	sent.StatID = models.StandardWindow(k.WindowKind, models.Day(k.WindowRef)).ID(item.ID)
	return sent, nil
}
