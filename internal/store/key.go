package store

import (
	"context"
	"math"
	"strings"
	"unsafe"

	"github.com/itemactivity/itemactivity/internal/lru"
	"github.com/itemactivity/itemactivity/models"
)

// keyCache remembers the keys of item activities, which never change, by their
// number and as they are sent. It holds committed ones only.
type keyCache struct {
	byNum *lru.Cache[int64, keyRow]
	sent  *lru.Cache[models.ActivityKey, resolvedKey]
}

// keyCacheBytes bounds each half of a keyCache: some 3,000 keys of UUIDs.
const keyCacheBytes = 1 << 20

func newKeyCache() *keyCache {
	return &keyCache{
		byNum: lru.New(math.MaxInt, keyCacheBytes, func(num int64, k keyRow) int {
			return lru.EntryBytes + int(unsafe.Sizeof(num)+unsafe.Sizeof(k))
		}),
		sent: lru.New(math.MaxInt, keyCacheBytes, func(sent models.ActivityKey, k resolvedKey) int {
			return lru.EntryBytes + int(unsafe.Sizeof(sent)+unsafe.Sizeof(k)) + len(sent.GroupID) + len(sent.ActivityID) + len(sent.StatID)
		}),
	}
}

type keyRow struct {
	Num              int64 `gorm:"primaryKey"`
	GroupNum         int64
	DriveActivityNum int64
	ItemNum          int64
	WindowKind       models.WindowKind
	WindowRef        int64
}

func (keyRow) TableName() string { return "activity_keys" }

// resolvedKey is what a key that was sent stands for. Its row has no number
// while nothing was recorded under it.
type resolvedKey struct {
	keyRow
	window models.Window
}

// resolve checks the hops of a key after the group, and returns what it stands
// for, and when its item was deleted. A bulk checks a key that is refused once.
func (t *mutationTx) resolve(groupNum int64, key models.ActivityKey) (resolvedKey, *models.Instant, error) {
	if t.bulk != nil {
		if refusal := t.bulk.broken[key]; refusal != nil {
			return resolvedKey{}, nil, refusal
		}
	}
	activity, err := byID[driveActivityRow](t.readTx, driveActivityTable, key.ActivityID)
	if activity != nil && activity.GroupNum != groupNum {
		activity = nil
	}
	if activity, err = found(activity, err)("activityId", "drive activity of this group"); err != nil {
		return resolvedKey{}, nil, err
	}
	stat, err := t.stat(key.StatID)
	if stat != nil && stat.ItemNum != activity.ItemNum {
		stat = nil
	}
	if stat, err = found(stat, err)("statId", "stat over the item of this activity"); err != nil {
		return resolvedKey{}, nil, err
	}
	if stat.Window.Kind == models.LastSevenDays {
		return resolvedKey{}, nil, models.Invalid("statId", "The last seven days move on: use allTime or a day as the stat of an activity.")
	}
	k := resolvedKey{window: stat.Window, keyRow: keyRow{
		GroupNum: groupNum, DriveActivityNum: activity.Num, ItemNum: activity.ItemNum,
		WindowKind: stat.Window.Kind, WindowRef: int64(stat.Window.Start),
	}}
	if k.WindowKind == models.StoredWindow {
		k.WindowRef = stat.Num
	}
	stored, err := take[keyRow](t.db.Where("drive_activity_num = ? AND window_kind = ? AND window_ref = ?",
		k.DriveActivityNum, k.WindowKind, k.WindowRef))
	if err != nil {
		return resolvedKey{}, nil, err
	}
	if stored != nil {
		k.keyRow = *stored
	}
	item, err := take[models.DriveItem](t.db.Where("num = ?", k.ItemNum))
	if err != nil {
		return resolvedKey{}, nil, err
	}
	return k, item.DeletedDateTime, nil
}

// internKey gives a key its number, storing it the first time.
func (t *mutationTx) internKey(sent models.ActivityKey, k *resolvedKey) error {
	if k.Num == 0 {
		if err := t.create(&k.keyRow); err != nil {
			return err
		}
	}
	stored := *k
	t.afterCommit(func() {
		// Copies: an id may be a part of a whole request.
		for _, id := range []*models.ID{&sent.GroupID, &sent.ActivityID, &sent.StatID} {
			*id = models.ID(strings.Clone(string(*id)))
		}
		t.store.keys.sent.Add(sent, stored)
	})
	return nil
}

// key returns the key under a number.
func (t *mutationTx) key(num int64) (*keyRow, error) {
	if k, ok := t.store.keys.byNum.Get(num); ok {
		return &k, nil
	}
	return take[keyRow](t.db.Where("num = ?", num))
}

// readKeys returns the caller's read transaction, and the keys of the activities of a
// batch in it. They are remembered for all callers; what they point to is
// looked up for this one.
func (s *Store) readKeys(ctx context.Context, a *models.ItemActivity) (readTx, map[int64]keyRow, error) {
	v, err := s.read(ctx)
	if err != nil {
		return readTx{}, nil, err
	}
	all, keys := loadFor[map[int64]keyRow](v, a, "keys")
	defer keys.Unlock()
	if !keys.done {
		found := make(map[int64]keyRow, len(all))
		missing := numbers(all, func(a *models.ItemActivity) int64 {
			k, ok := s.keys.byNum.Get(a.KeyNum)
			if ok {
				found[k.Num] = k
				return 0
			}
			return a.KeyNum
		})
		stored, err := activityKeys.load(v, missing)
		for num, k := range stored {
			found[num] = *k
			s.keys.byNum.Add(num, *k)
		}
		keys.set(found, err)
	}
	return v, keys.value, keys.err
}

// sentKey is a key as clients send it.
func (v readTx) sentKey(k *keyRow) (models.ActivityKey, error) {
	var sent models.ActivityKey
	group, err := take[models.Group](v.db.Where("num = ?", k.GroupNum))
	if err != nil {
		return sent, err
	}
	activity, err := take[driveActivityRow](v.db.Where("num = ?", k.DriveActivityNum))
	if err != nil {
		return sent, err
	}
	sent.GroupID, sent.ActivityID = group.ID, activity.ID
	if k.WindowKind == models.StoredWindow {
		stat, err := take[statRow](v.db.Where("num = ?", k.WindowRef))
		if err != nil {
			return sent, err
		}
		sent.StatID = stat.ID
		return sent, nil
	}
	item, err := take[models.DriveItem](v.db.Where("num = ?", k.ItemNum))
	if err != nil {
		return sent, err
	}
	sent.StatID = models.StandardWindow(k.WindowKind, models.Day(k.WindowRef)).ID(item.ID)
	return sent, nil
}
