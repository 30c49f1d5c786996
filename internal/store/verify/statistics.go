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

// verifyOwner compares the statistics of an owner with its facts.
func (v *verifier) verifyOwner(of *owners, num int64) error {
	recorded, until, err := v.recorded(of, num)
	if err != nil {
		return err
	}
	counted := newRecount()
	if err := v.recountActivities(of, num, until, counted); err != nil {
		return err
	}
	if err := v.recountDriveActivities(of, num, until, counted); err != nil {
		return err
	}
	v.compare(of, num, recorded, counted.tallies)
	return nil
}

// compare reports the differences between the stored and the recomputed buckets of an owner.
func (v *verifier) compare(of *owners, num int64, recorded, counted map[rollup.Bucket]tally) {
	if maps.Equal(recorded, counted) {
		return
	}
	all := maps.Clone(recorded)
	maps.Copy(all, counted)
	name := of.name(v, num)
	for _, b := range slices.SortedFunc(maps.Keys(all), rollup.Bucket.Compare) {
		is, should := recorded[b], counted[b]
		if is.count != should.count {
			v.found.differ("%s, %s, %s: actionCount is stored as %d and recomputed as %d.", name, b.Action, when(b.Day), is.count, should.count)
		}
		if is.actors != should.actors {
			v.found.differ("%s, %s, %s: %s.", name, b.Action, when(b.Day), is.actors.differenceTo(should.actors, "actors"))
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

// recorded reads the statistics of an owner, and the horizon of the facts that they include.
func (v *verifier) recorded(of *owners, num int64) (tallies map[rollup.Bucket]tally, until horizon, err error) {
	tallies = map[rollup.Bucket]tally{}
	// faults are reported after the transaction, which may have the only connection.
	faults := map[rollup.Bucket]error{}
	err = v.db.Transaction(func(snapshot *gorm.DB) (err error) {
		if until, _, err = readHorizon(snapshot); err != nil {
			return err
		}
		ofOwner := of.Column() + " = ?"
		if err := statement.EachRow(snapshot.Table(of.Counts()).Select("day, action, count").Where(ofOwner, num), func(rows *sql.Rows) error {
			b, count := rollup.Bucket{Owner: num}, int64(0)
			if err := rows.Scan(&b.Day, &b.Action, &count); err != nil {
				return err
			}
			if tallies[b] = (tally{count: count}); count == 0 {
				faults[b] = errNoActivities
			}
			return nil
		}); err != nil {
			return err
		}
		return statement.EachRow(snapshot.Table(of.Actors()).Select("day, action, high, actors").Where(ofOwner, num), func(rows *sql.Rows) error {
			b, high, actors := rollup.Bucket{Owner: num}, int64(0), []byte(nil)
			if err := rows.Scan(&b.Day, &b.Action, &high, &actors); err != nil {
				return err
			}
			set, err := codec.DecodeActorSet(actors)
			if err != nil {
				faults[b] = err
				return nil //nolint:nilerr // it is reported below
			}
			if set.IsEmpty() {
				faults[b] = errNoActors
			}
			t := tallies[b]
			set.Iterate(func(low uint32) bool {
				t.actors.add(high<<codec.ActorSetBits | int64(low))
				return true
			})
			tallies[b] = t
			return nil
		})
	})
	for _, b := range slices.SortedFunc(maps.Keys(faults), rollup.Bucket.Compare) {
		v.found.differ("%s, %s, %s: %v.", of.name(v, num), b.Action, when(b.Day), faults[b])
	}
	return tallies, until, err
}
