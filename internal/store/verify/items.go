package verify

import (
	"database/sql"
	"errors"
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

// The writer and the projector store neither.
var (
	errNoActivities = errors.New("a row without activities is stored")
	errNoActors     = errors.New("a set without actors is stored")
)

// recorded reads the rollups of an item, and the horizon of the facts that they include.
func (v *verifier) recorded(item int64) (tallies map[rollup.Bucket]tally, until horizon, err error) {
	tallies = map[rollup.Bucket]tally{}
	// faults are reported after the transaction, which may have the only connection.
	faults := map[rollup.Bucket]error{}
	err = v.db.Transaction(func(snapshot *gorm.DB) (err error) {
		if until, _, _, err = readHorizon(snapshot); err != nil {
			return err
		}
		var counts []rollup.ItemActionCountRow
		if err := snapshot.Where("item_num = ?", item).Find(&counts).Error; err != nil {
			return err
		}
		for _, c := range counts {
			b := rollup.Bucket{Item: item, Action: c.Action, Day: c.Day}
			if tallies[b] = (tally{count: c.Count}); c.Count == 0 {
				faults[b] = errNoActivities
			}
		}
		return statement.EachRow(snapshot.Model(&rollup.ItemActionActorsRow{}).Where("item_num = ?", item), func(rows *sql.Rows) error {
			var r rollup.ItemActionActorsRow
			if err := rows.Scan(&r.ItemNum, &r.Action, &r.Day, &r.High, &r.Actors); err != nil {
				return err
			}
			b := rollup.Bucket{Item: item, Action: r.Action, Day: r.Day}
			set, err := codec.DecodeActorSet(r.Actors)
			if err != nil {
				faults[b] = err
				return nil //nolint:nilerr // it is reported below
			}
			if set.IsEmpty() {
				faults[b] = errNoActors
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
	for _, b := range slices.SortedFunc(maps.Keys(faults), rollup.Bucket.Compare) {
		v.found.differ("Item %s, %s, %s: %v.", v.itemName(item), b.Action, when(b.Day), faults[b])
	}
	return tallies, until, err
}
