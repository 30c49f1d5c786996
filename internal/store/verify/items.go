package verify

import (
	"database/sql"
	"maps"
	"slices"

	"gorm.io/gorm"

	"github.com/itemactivity/itemactivity/internal/store/codec"
	"github.com/itemactivity/itemactivity/internal/store/rollup"
	"github.com/itemactivity/itemactivity/internal/store/statement"
	"github.com/itemactivity/itemactivity/models"
)

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
	counted.day = rollup.AllTime // drive activities start at the first day again
	if err := v.recountDriveActivities(item, until, counted); err != nil {
		return err
	}
	v.compare(item, recorded, counted.tallies)
	return nil
}

// compare reports the differences between the stored and the recomputed buckets of an item.
func (v *verifier) compare(item int64, recorded, counted map[rollup.Bucket]tally) {
	if maps.Equal(recorded, counted) {
		return
	}
	all := maps.Clone(recorded)
	maps.Copy(all, counted)
	name := v.itemName(item)
	for _, b := range slices.SortedFunc(maps.Keys(all), rollup.Bucket.Compare) {
		is, should := recorded[b], counted[b]
		if is.count != should.count {
			v.found.differ("Item %s, %s, %s: actionCount is stored as %d and recomputed as %d.", name, b.Action, when(b.Day), is.count, should.count)
		}
		if is.actors != should.actors {
			v.found.differ("Item %s, %s, %s: %s.", name, b.Action, when(b.Day), is.actors.differenceTo(should.actors, "actors"))
		}
	}
}

// when returns the day of a bucket for an operator.
func when(day models.Day) string {
	if day == rollup.AllTime {
		return "all time"
	}
	return day.String()
}

// recorded reads the rollups of an item, and the horizon of the facts that they include.
func (v *verifier) recorded(item int64) (tallies map[rollup.Bucket]tally, until horizon, err error) {
	tallies = map[rollup.Bucket]tally{}
	// damaged are reported after the transaction, which may have the only connection.
	damaged := map[rollup.Bucket]error{}
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
		rows, err := snapshot.Model(&rollup.ItemActionActorsRow{}).Where("item_num = ?", item).Rows() //nolint:rowserrcheck // EachRow checks it
		if err != nil {
			return err
		}
		return statement.EachRow(snapshot, rows, func(rows *sql.Rows) error {
			var r rollup.ItemActionActorsRow
			if err := rows.Scan(&r.ItemNum, &r.Action, &r.Day, &r.High, &r.Actors); err != nil {
				return err
			}
			b := rollup.Bucket{Item: item, Action: r.Action, Day: r.Day}
			set, err := codec.DecodeActorSet(r.Actors)
			if err != nil {
				damaged[b] = err
				return nil //nolint:nilerr // it is reported below
			}
			t := tallies[b]
			set.Iterate(func(low uint32) bool {
				t.actors.add(r.High<<codec.ActorSetBits | int64(low))
				return true
			})
			tallies[b] = t
			return nil
		})
	})
	for _, b := range slices.SortedFunc(maps.Keys(damaged), rollup.Bucket.Compare) {
		v.found.differ("Item %s, %s, %s: %v.", v.itemName(item), b.Action, when(b.Day), damaged[b])
	}
	return tallies, until, err
}
