package verify

import (
	"cmp"
	"errors"
	"maps"
	"slices"

	"gorm.io/gorm"

	"github.com/itemactivity/itemactivity/internal/store/codec"
	"github.com/itemactivity/itemactivity/internal/store/identity"
	"github.com/itemactivity/itemactivity/internal/store/keyset"
	"github.com/itemactivity/itemactivity/internal/store/rollup"
	"github.com/itemactivity/itemactivity/models"
)

// tally is what a bucket says: how many facts, and whose.
type tally struct {
	count  int64
	actors fingerprint
}

// recount is the buckets of one item, from its facts in the order of their
// times: the actors of one day only, and of all time, are kept.
type recount struct {
	tallies map[rollup.Bucket]tally
	day     models.Day
	today   map[models.CountedAction]*rollup.ActorUnion
	ever    map[models.CountedAction]*rollup.ActorUnion
}

func newRecount() *recount {
	return &recount{tallies: map[rollup.Bucket]tally{}, day: rollup.AllTime, ever: map[models.CountedAction]*rollup.ActorUnion{}}
}

func (r *recount) add(item int64, action models.CountedAction, ticks int64, by identity.SetRef) {
	if day := models.Instant(ticks).Day(); day != r.day {
		r.day, r.today = day, map[models.CountedAction]*rollup.ActorUnion{}
	}
	r.addTo(rollup.Bucket{Item: item, Action: action, Day: r.day}, r.today, by)
	r.addTo(rollup.Bucket{Item: item, Action: action, Day: rollup.AllTime}, r.ever, by)
}

func (r *recount) addTo(b rollup.Bucket, seen map[models.CountedAction]*rollup.ActorUnion, by identity.SetRef) {
	t := r.tallies[b]
	t.count++
	if seen[b.Action] == nil {
		seen[b.Action] = new(rollup.ActorUnion)
	}
	if by.Actor != 0 && seen[b.Action].AddActor(by.Actor) {
		t.actors.add(by.Actor)
	}
	r.tallies[b] = t
}

// verifyItem compares the rollups of an item with its facts.
func (v *verifier) verifyItem(item int64) error {
	recorded, until, err := v.recorded(item)
	if err != nil {
		return err
	}
	counted := newRecount()
	if err := v.recountActivities(item, until, counted); err != nil {
		return err
	}
	counted.day = rollup.AllTime // the other facts begin at the first day again
	if err := v.recountDriveActivities(item, until, counted); err != nil {
		return err
	}
	v.compare(item, recorded, counted.tallies)
	return nil
}

// compare tells how the recorded buckets of an item differ from the counted.
func (v *verifier) compare(item int64, recorded, counted map[rollup.Bucket]tally) {
	if maps.Equal(recorded, counted) {
		return
	}
	all := maps.Clone(recorded)
	maps.Copy(all, counted)
	name := v.itemName(item)
	for _, b := range slices.SortedFunc(maps.Keys(all), rollup.Bucket.Compare) {
		is, should := recorded[b], counted[b]
		when := "all time"
		if b.Day != rollup.AllTime {
			when = b.Day.String()
		}
		if is.count != should.count {
			v.found.differ("Item %s, %s, %s: actionCount is recorded as %d and recomputed as %d.", name, b.Action, when, is.count, should.count)
		}
		if is.actors != should.actors {
			v.found.differ("Item %s, %s, %s: %s.", name, b.Action, when, is.actors.unlike(should.actors, "actors"))
		}
	}
}

// recorded reads the rollups of an item, and up to which facts they go.
func (v *verifier) recorded(item int64) (tallies map[rollup.Bucket]tally, until horizon, err error) {
	tallies = map[rollup.Bucket]tally{}
	err = v.db.Transaction(func(snapshot *gorm.DB) (err error) {
		if until, err = readHorizon(snapshot); err != nil {
			return err
		}
		var counts []rollup.ItemActionCountRow
		if err := snapshot.Where("item_num = ?", item).Find(&counts).Error; err != nil {
			return err
		}
		for _, c := range counts {
			tallies[rollup.Bucket{Item: item, Action: c.Action, Day: c.Day}] = tally{count: c.Count}
		}
		rows, err := snapshot.Model(&rollup.ItemActionActorsRow{}).Where("item_num = ?", item).Rows()
		if err != nil {
			return err
		}
		defer func() { err = errors.Join(err, rows.Close()) }()
		for rows.Next() {
			var r rollup.ItemActionActorsRow
			if err := rows.Scan(&r.ItemNum, &r.Action, &r.Day, &r.High, &r.Actors); err != nil {
				return err
			}
			set, err := codec.DecodeActorSet(r.Actors)
			if err != nil {
				v.found.differ("Item %s, %s, day %d: %v.", v.itemName(item), r.Action, r.Day, err)
				continue
			}
			b := rollup.Bucket{Item: item, Action: r.Action, Day: r.Day}
			t := tallies[b]
			set.Iterate(func(low uint32) bool {
				t.actors.add(r.High<<codec.ActorSetBits | int64(low))
				return true
			})
			tallies[b] = t
		}
		return rows.Err()
	})
	return tallies, until, err
}

// keyedActivity is what is verified of an item activity, and what its key says
// of it.
type keyedActivity struct {
	Seq, GroupNum, ItemNum, Ticks, ActorNum int64
	KeyGroupNum, KeyItemNum                 int64
}

func (a keyedActivity) actor() int64 { return a.ActorNum }

func (v *verifier) recountActivities(item int64, until horizon, counted *recount) error {
	return keyset.Pages(func(after *keyedActivity) *gorm.DB {
		return v.db.Table("item_activities AS a").
			Select("a.seq, a.group_num, a.item_num, a.ticks, a.actor_num, coalesce(k.group_num, 0) AS key_group_num, coalesce(k.item_num, 0) AS key_item_num").
			Joins("LEFT JOIN activity_keys AS k ON k.num = a.key_num").
			Where("a.item_num = ? AND (a.ticks, a.seq) > (?, ?) AND a.seq <= ?", item, after.Ticks, after.Seq, until.seq).
			Order("a.ticks, a.seq")
	}, func(rows []keyedActivity) error {
		refs, err := actorsOf(v, rows)
		if err != nil {
			return err
		}
		for _, a := range rows {
			by := refs[a.ActorNum]
			counted.add(item, models.Accesses, a.Ticks, by)
			if a.GroupNum != a.KeyGroupNum || a.ItemNum != a.KeyItemNum {
				v.found.differ("Item activity %d has the group %d and the item %d, its key %d and %d.",
					a.Seq, a.GroupNum, a.ItemNum, a.KeyGroupNum, a.KeyItemNum)
			}
			if a.Seq > v.atStart.seq {
				continue
			}
			v.itemPostings.add(a.GroupNum, a.ItemNum, a.Seq)
			v.groupPostings.add(a.GroupNum, 0, a.Seq)
			for _, num := range by.Identities() {
				v.activityActors.add(num, a.GroupNum, a.Ticks, a.Seq)
			}
		}
		v.found.Activities += int64(len(rows))
		v.tell()
		return nil
	})
}

// driveActivity is what is verified of a drive activity.
type driveActivity struct {
	Num, ItemNum    int64
	Action          string
	Ticks, ActorNum int64
}

func (driveActivity) TableName() string { return "drive_activities" }

func (a driveActivity) actor() int64 { return a.ActorNum }

func (v *verifier) recountDriveActivities(item int64, until horizon, counted *recount) error {
	return keyset.Pages(func(after *driveActivity) *gorm.DB {
		return v.db.Select("num", "item_num", "action", "ticks", "actor_num").
			Where("item_num = ? AND (ticks, num) > (?, ?) AND num <= ?", item, after.Ticks, after.Num, until.num).
			Order("ticks, num")
	}, func(rows []driveActivity) error {
		refs, err := actorsOf(v, rows)
		if err != nil {
			return err
		}
		for _, a := range rows {
			action := new(models.ItemActionSet)
			if err := codec.DecodeContent("drive activity", a.Num, a.Action, action); err != nil {
				return err
			}
			for _, kind := range action.Counted() {
				counted.add(item, kind, a.Ticks, refs[a.ActorNum])
				if a.Num <= v.atStart.num {
					v.driveActions.add(item, int64(kind), a.Ticks, a.Num)
				}
			}
		}
		v.found.DriveActivities += int64(len(rows))
		v.tell()
		return nil
	})
}

func (v *verifier) tell() {
	v.progress(v.found.Activities+v.found.DriveActivities, cmp.Or(v.atStart.seq+v.atStart.num, 1))
}
