package store

import (
	"fmt"
	"math/rand/v2"
	"path/filepath"
	"testing"

	"github.com/google/uuid"
	"gorm.io/gorm"

	"github.com/itemactivity/itemactivity/internal/store/drive"
	"github.com/itemactivity/itemactivity/internal/store/identity"
	"github.com/itemactivity/itemactivity/internal/store/itemactivity"
	"github.com/itemactivity/itemactivity/internal/store/object"
	"github.com/itemactivity/itemactivity/internal/store/projection"
	"github.com/itemactivity/itemactivity/internal/store/statement"
	"github.com/itemactivity/itemactivity/internal/store/write"
	"github.com/itemactivity/itemactivity/models"
)

// filledStore opens a store with many activities. It fills it in large transactions without
// syncs, and creates the indexes at the end.
func filledStore(b *testing.B, load workload, rows int) *Store {
	b.Helper()
	return filledRecorder(b, load, rows, projection.Limits{}).store
}

// filledRecorder does the same as filledStore, and returns the recorder of the workload.
func filledRecorder(b *testing.B, load workload, rows int, limits projection.Limits) *recorder {
	b.Helper()
	const atOnce = 200_000
	s := benchOpened(b, filepath.Join(b.TempDir(), "itemactivity.db"), limits)
	b.Cleanup(func() { s.Close() })
	pragma(b, s, "synchronous = OFF", "cache_size = -500000")
	var indexes []struct{ Name, SQL string }
	if err := s.database.Writes().Raw("SELECT name, sql FROM sqlite_master WHERE type = 'index' AND tbl_name = 'item_activities' AND sql IS NOT NULL").Scan(&indexes).Error; err != nil {
		b.Fatal(err)
	}
	for _, index := range indexes {
		exec(b, s, "DROP INDEX "+index.Name)
	}
	r := fill(b, s, load, rows, atOnce)
	for _, index := range indexes {
		exec(b, s, index.SQL)
	}
	pragma(b, s, "wal_checkpoint(TRUNCATE)", "cache_size = -2000", "synchronous = FULL")
	return r
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
func fill(b *testing.B, s *Store, load workload, rows, atOnce int) *recorder {
	b.Helper()
	r := newRecorder(b, s, load)
	keys, refs := r.interned(b)
	random := rand.New(rand.NewPCG(3, 4))
	for begin := 0; begin < rows; begin += atOnce {
		err := s.database.Writes().Transaction(func(tx *gorm.DB) error {
			batch := make([]itemactivity.Row, min(atOnce, rows-begin))
			for i := range batch {
				n := random.IntN(len(refs))
				batch[i] = load.row(random, int64(begin+i+1), keys[random.IntN(len(keys))], refs[n].Num)
			}
			return insertActivities.Run(tx, batch)
		})
		if err != nil {
			b.Fatal(err)
		}
		s.projector.Recorded(int64(min(begin+atOnce, rows)))
	}
	if err := s.projector.CatchUp(b.Context()); err != nil {
		b.Fatal(err)
	}
	return r
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
		Seq: seq, ID: load.newID(), KeyNum: key.Num, GroupNum: key.GroupNum, ItemNum: key.ItemNum, Ticks: ticks,
		ActorNum: set, RecordedAfter: recorded - ticks, RecordedByNum: 1,
	}
}

func (load workload) newID() models.ID {
	if load.randomIDs {
		return models.ID(uuid.NewString())
	}
	return models.NewID()
}

// insertActivities stores activities by multi-row inserts, because gorm would take most of the time.
var insertActivities = statement.NewInsert(`item_activities (seq, id, key_num, group_num, item_num, ticks, sent,
	actor_num, recorded_after, recorded_by_num)`, "", func(values []any, a itemactivity.Row) []any {
	return append(values, a.Seq, a.ID, a.KeyNum, a.GroupNum, a.ItemNum, a.Ticks, a.Sent, a.ActorNum, a.RecordedAfter, a.RecordedByNum)
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
