package itemactivity

import (
	"strings"

	"gorm.io/gorm/clause"

	"github.com/itemactivity/itemactivity/internal/store/drive"
	"github.com/itemactivity/itemactivity/internal/store/object"
	"github.com/itemactivity/itemactivity/internal/store/read"
	"github.com/itemactivity/itemactivity/models"
)

// resolvedActivityKey contains the numbers of the objects that a sent key refers to. The number
// of its row is 0 until an activity is recorded with the key.
type resolvedActivityKey struct {
	KeyRow
	window models.Window
}

// resolveActivityKey looks up the drive activity and the stat of a key. It also returns the time
// at which the item was deleted, or nil. A bulk looks up an invalid key only once.
func (t *recording) resolveActivityKey(groupNum int64, key models.ActivityKey) (resolvedActivityKey, *models.Instant, error) {
	if t.bulk != nil {
		if rejection := t.bulk.invalid[key]; rejection != nil {
			return resolvedActivityKey{}, nil, rejection
		}
	}
	activity, err := drive.PlaceOfActivity(t.Tx, key.ActivityID)
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
		return resolvedActivityKey{}, nil, models.Invalid("statId", "The last seven days change every day. Use allTime or the stat of a day.")
	}
	k := resolvedActivityKey{window: stat.Window, KeyRow: KeyRow{
		GroupNum: groupNum, DriveActivityNum: activity.Num, ItemNum: activity.ItemNum,
		WindowKind: stat.Window.Kind, WindowRef: int64(stat.Window.Start),
	}}
	if k.WindowKind == models.StoredWindow {
		k.WindowRef = stat.Num
	}
	stored, err := read.Take[KeyRow](t.DB.Where(k.sameKey()))
	if err != nil {
		return resolvedActivityKey{}, nil, err
	}
	if stored != nil {
		k.KeyRow = *stored
	}
	item, err := read.Referenced[models.DriveItem](t.DB, "item", k.ItemNum)
	if err != nil {
		return resolvedActivityKey{}, nil, err
	}
	return k, item.DeletedDateTime, nil
}

// sameKey is the condition for the stored row of a key.
func (k KeyRow) sameKey() clause.Expr {
	if k.DriveActivityNum == nil {
		return clause.Expr{
			SQL:  "drive_activity_num IS NULL AND item_num = ? AND window_kind = ? AND window_ref = ?",
			Vars: []any{k.ItemNum, k.WindowKind, k.WindowRef},
		}
	}
	return clause.Expr{
		SQL:  "drive_activity_num = ? AND window_kind = ? AND window_ref = ?",
		Vars: []any{*k.DriveActivityNum, k.WindowKind, k.WindowRef},
	}
}

// internActivityKey sets the number of a key. It stores the key if it is new.
func (t *recording) internActivityKey(sent models.ActivityKey, k *resolvedActivityKey) error {
	if k.Num == 0 {
		if err := t.Create(&k.KeyRow); err != nil {
			return err
		}
	}
	stored := *k
	t.Keep(sent, stored)
	t.AfterCommit(func() {
		// Copies, because an id may share the memory of its whole request.
		for _, id := range []*models.ID{&sent.GroupID, &sent.ActivityID, &sent.StatID} {
			*id = models.ID(strings.Clone(string(*id)))
		}
		t.keys.Sent.Add(sent, stored)
	})
	return nil
}
