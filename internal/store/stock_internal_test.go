package store

import (
	"context"
	"fmt"
	"math/rand/v2"
	"testing"

	"gorm.io/gorm"

	"github.com/itemactivity/itemactivity/models"
)

// stocked opens a store with many activities, which did not go through the writer
// one by one.
func stocked(b *testing.B, load workload, rows int) *Store {
	b.Helper()
	s := benchStore(b)
	r := newRecorder(b, s, load, true)
	keys, refs := r.interned(b)
	random := rand.New(rand.NewPCG(3, 4))
	const atOnce = 10_000
	for begin := 0; begin < rows; begin += atOnce {
		err := s.writes.Transaction(func(tx *gorm.DB) error {
			batch := make([]activityRow, min(atOnce, rows-begin))
			var sums rollup
			for i := range batch {
				n := random.IntN(len(refs))
				batch[i] = load.row(random, int64(begin+i+1), keys[random.IntN(len(keys))], refs[n].num)
				sums.itemActivity(&batch[i], refs[n])
			}
			return insert(b.Context(), tx, batch, &sums, s.actorSets)
		})
		if err != nil {
			b.Fatal(err)
		}
	}
	if err := s.writes.Exec("PRAGMA wal_checkpoint(TRUNCATE)").Error; err != nil {
		b.Fatal(err)
	}
	return s
}

// row is an activity of the workload.
func (load workload) row(random *rand.Rand, seq int64, key keyRow, set int64) activityRow {
	const begin, every = 700_000 * models.TicksPerDay, 400 * models.TicksPerSecond / 1000
	recorded := begin + seq*every
	ticks := recorded - random.Int64N(600*models.TicksPerSecond)
	if load.days > 0 {
		ticks = begin - random.Int64N(int64(load.days)*models.TicksPerDay)
	}
	return activityRow{
		Seq: seq, ID: models.NewID(), KeyNum: key.Num, GroupNum: key.GroupNum, ItemNum: key.ItemNum, Ticks: ticks,
		ActorNum: set, RecordedDateTime: models.Instant(recorded), RecordedByNum: 1,
	}
}

// insert stores activities without gorm, which would take most of the time.
func insert(ctx context.Context, tx *gorm.DB, rows []activityRow, sums *rollup, cache *actorSetCache) error {
	if err := insertActivities.run(ctx, tx.Statement.ConnPool, rows); err != nil {
		return err
	}
	sets, err := sums.flush(ctx, tx.Statement.ConnPool, cache)
	cache.remember(sets)
	return err
}

var insertActivities = newInsertion(`item_activities (seq, id, key_num, group_num, item_num, ticks, form,
	actor_num, recorded_date_time, recorded_by_num, defaulted)`, "", func(a activityRow) []any {
	return []any{a.Seq, a.ID, a.KeyNum, a.GroupNum, a.ItemNum, a.Ticks, a.Form, a.ActorNum, int64(a.RecordedDateTime), a.RecordedByNum, a.Defaulted}
})

// interned returns the keys of the recorder's items, and the numbers behind its
// actors.
func (r *recorder) interned(b *testing.B) (keys []keyRow, refs []identitySetRef) {
	b.Helper()
	r.do(b, func(t *txn) error {
		group, err := t.group("team")
		if err != nil {
			return err
		}
		for _, sent := range r.keys {
			k, _, err := t.resolve(group.Num, sent)
			if err != nil {
				return err
			}
			if err := t.internKey(sent, &k); err != nil {
				return err
			}
			keys = append(keys, k.keyRow)
		}
		for _, actor := range r.actors {
			ref, err := t.internSet(actor)
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
