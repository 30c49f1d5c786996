package store

import (
	"cmp"
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"

	"gorm.io/gorm"

	"github.com/itemactivity/itemactivity/internal/store/drive"
	"github.com/itemactivity/itemactivity/internal/store/identity"
	"github.com/itemactivity/itemactivity/internal/store/itemactivity"
	"github.com/itemactivity/itemactivity/internal/store/object"
	"github.com/itemactivity/itemactivity/internal/store/rollup"
	"github.com/itemactivity/itemactivity/internal/store/statement"
	"github.com/itemactivity/itemactivity/internal/store/write"
	"github.com/itemactivity/itemactivity/models"
)

// filledStore opens a store with many activities. It fills it in large transactions without
// syncs, and creates the indexes at the end.
func filledStore(b *testing.B, load workload, rows int) *Store {
	b.Helper()
	const atOnce = 200_000
	s := benchStore(b)
	pragma(b, s, "synchronous = OFF", "cache_size = -500000")
	var indexes []struct{ Name, SQL string }
	if err := s.database.Writes().Raw("SELECT name, sql FROM sqlite_master WHERE type = 'index' AND tbl_name = 'item_activities' AND sql IS NOT NULL").Scan(&indexes).Error; err != nil {
		b.Fatal(err)
	}
	for _, index := range indexes {
		exec(b, s, "DROP INDEX "+index.Name)
	}
	fill(b, s, load, rows, atOnce)
	for _, index := range indexes {
		exec(b, s, index.SQL)
	}
	pragma(b, s, "wal_checkpoint(TRUNCATE)", "cache_size = -2000", "synchronous = FULL")
	return s
}

// grownStore opens a store with many activities, whose file is fragmented as by many small
// commits.
func grownStore(b *testing.B, load workload, rows int) *Store {
	b.Helper()
	s := benchStore(b)
	pragma(b, s, "synchronous = OFF")
	fill(b, s, load, rows, groupSize)
	pragma(b, s, "wal_checkpoint(TRUNCATE)")
	return s
}

// fill adds activities directly to the tables, not through the writer.
func fill(b *testing.B, s *Store, load workload, rows, atOnce int) {
	b.Helper()
	keys, refs := newRecorder(b, s, load, true).interned(b)
	random := rand.New(rand.NewPCG(3, 4))
	for begin := 0; begin < rows; begin += atOnce {
		err := s.database.Writes().Transaction(func(tx *gorm.DB) error {
			batch := make([]itemactivity.Row, min(atOnce, rows-begin))
			var sums rollup.Rollup
			for i := range batch {
				n := random.IntN(len(refs))
				batch[i] = load.row(random, int64(begin+i+1), keys[random.IntN(len(keys))], refs[n].Num)
				sums.ItemActivity(batch[i].RolledUp(), refs[n])
			}
			return insert(tx, batch, &sums, s.rollups)
		})
		if err != nil {
			b.Fatal(err)
		}
	}
}

// pragma sets a pragma of the connection that writes.
func pragma(b *testing.B, s *Store, settings ...string) {
	b.Helper()
	for _, setting := range settings {
		exec(b, s, "PRAGMA "+setting)
	}
}

func exec(tb testing.TB, s *Store, statement string) {
	tb.Helper()
	if err := s.database.Writes().Exec(statement).Error; err != nil {
		tb.Fatal(err)
	}
}

// row returns an activity of the workload.
func (load workload) row(random *rand.Rand, seq int64, key itemactivity.KeyRow, set int64) itemactivity.Row {
	const begin, every = 700_000 * models.TicksPerDay, 400 * models.TicksPerSecond / 1000
	recorded := begin + seq*every
	ticks := recorded - random.Int64N(600*models.TicksPerSecond)
	if load.days > 0 {
		ticks = begin - random.Int64N(int64(load.days)*models.TicksPerDay)
	}
	return itemactivity.Row{
		Seq: seq, ID: models.NewID(), KeyNum: key.Num, GroupNum: key.GroupNum, ItemNum: key.ItemNum, Ticks: ticks,
		ActorNum: set, RecordedAfter: recorded - ticks, RecordedByNum: 1,
	}
}

// insert stores activities by multi-row inserts, because gorm would take most of the time.
func insert(tx *gorm.DB, rows []itemactivity.Row, sums *rollup.Rollup, cache *rollup.Cache) error {
	if err := insertActivities.Run(tx, rows); err != nil {
		return err
	}
	// In the order of the table, so that each of its pages is changed once.
	slices.SortFunc(sums.Actors, func(a, b rollup.ActivityActorRow) int {
		return cmp.Or(cmp.Compare(a.ActorNum, b.ActorNum), cmp.Compare(a.Ticks, b.Ticks), cmp.Compare(a.Seq, b.Seq))
	})
	stored, err := sums.Flush(tx, cache)
	cache.Remember(stored)
	return err
}

var insertActivities = statement.NewInsert(`item_activities (seq, id, key_num, group_num, item_num, ticks, sent,
	actor_num, recorded_after, recorded_by_num)`, "", func(a itemactivity.Row) []any {
	return []any{a.Seq, a.ID, a.KeyNum, a.GroupNum, a.ItemNum, a.Ticks, a.Sent, a.ActorNum, a.RecordedAfter, a.RecordedByNum}
})

// interned returns the keys of the recorder's items and the numbers of its actors.
func (r *recorder) interned(b *testing.B) (keys []itemactivity.KeyRow, refs []identity.SetRef) {
	b.Helper()
	r.do(b, func(t *write.Tx) error {
		window := models.AllTimeWindow()
		for _, sent := range r.keys {
			activity, err := object.ByID[drive.ActivityRow](t.Tx, object.DriveActivities, sent.ActivityID)
			if err != nil {
				return err
			}
			key := itemactivity.KeyRow{
				GroupNum: activity.GroupNum, DriveActivityNum: &activity.Num, ItemNum: activity.ItemNum,
				WindowKind: window.Kind, WindowRef: int64(window.Start),
			}
			if err := t.Create(&key); err != nil {
				return err
			}
			keys = append(keys, key)
		}
		for _, actor := range r.actors {
			ref, err := t.InternAttribution(identity.Attributed(actor))
			if err != nil {
				return err
			}
			refs = append(refs, ref)
		}
		return nil
	})
	if len(keys) != r.load.items || len(refs) != r.load.actors {
		b.Fatal(fmt.Errorf("%d keys, %d actors", len(keys), len(refs)))
	}
	return keys, refs
}
