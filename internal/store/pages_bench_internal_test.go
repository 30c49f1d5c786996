package store

import (
	"encoding/binary"
	"errors"
	"flag"
	"io"
	"os"
	"strconv"
	"testing"
	"time"

	"github.com/itemactivity/itemactivity/internal/store/projection"
	"github.com/itemactivity/itemactivity/models"
)

var pagesStored = flag.Int("stored", 1_000_000, "activities that are stored before BenchmarkPages")

// BenchmarkPages counts the pages that are written to the write-ahead log for each access, in
// commits of 64 and in the steps of the projections. In the workload live, the accesses happened
// within the last minute. In the workload spread, they happened at any time of the year of the
// stored accesses.
func BenchmarkPages(b *testing.B) {
	live, spread := workload{name: "live", items: 100, actors: 10_000}, workload{name: "spread", items: 20_000, actors: 10_000, days: 365}
	for _, load := range []workload{live, spread} {
		for _, load.randomIDs = range []bool{true, false} {
			ids := "the server's ids"
			if load.randomIDs {
				ids = "random ids"
			}
			b.Run(load.name+" with "+ids, func(b *testing.B) {
				r := filledRecorder(b, load, *pagesStored, projection.Limits{Manual: true})
				pragma(b, r.store, "cache_size = -12288")
				r.at = func() models.Instant {
					if load.days > 0 {
						return models.Instant(lastDay.Start() - r.random.Int64N(int64(load.days)*models.TicksPerDay))
					}
					return models.NewInstant(time.Now()) - models.Instant(r.random.Int64N(60*models.TicksPerSecond))
				}
				for _, batch := range []int{1024, 2048, 4096, 8192} {
					b.Run(strconv.Itoa(batch), func(b *testing.B) { r.benchPages(b, batch) })
				}
			})
		}
	}
}

// benchPages records and projects batches of a number of activities.
func (r *recorder) benchPages(b *testing.B, batch int) {
	b.Helper()
	committed, projected, rows := 0, 0, 0
	for b.Loop() {
		c, p := r.pages(b, batch)
		committed, projected, rows = committed+c, projected+p, rows+batch
	}
	b.ReportMetric(float64(committed)/float64(rows), "committed-pages/access")
	b.ReportMetric(float64(projected)/float64(rows), "projected-pages/access")
	b.ReportMetric(float64(committed+projected)/float64(rows), "pages/access")
}

// pages records a batch, projects it, and returns the pages that both have written to the log.
func (r *recorder) pages(b *testing.B, batch int) (committed, projected int) {
	b.Helper()
	length, restarts := r.logLength(b)
	// SQLite restarts the log only at the beginning of a transaction.
	written := func() int {
		before, restartsBefore := length, restarts
		if length, restarts = r.logLength(b); restarts != restartsBefore {
			return length
		}
		return length - before
	}
	for range batch / groupSize {
		r.group(b, groupSize)
		committed += written()
	}
	for more := true; more; projected += written() {
		var err error
		if more, err = r.store.projector.Step(r.recorded(b)); err != nil {
			b.Fatal(err)
		}
	}
	return committed, projected
}

func (r *recorder) recorded(b *testing.B) (last int64) {
	b.Helper()
	if err := r.store.database.Writes().Raw("SELECT max(seq) FROM item_activities").Scan(&last).Error; err != nil {
		b.Fatal(err)
	}
	return last
}

// logLength returns the length of the write-ahead log in pages, and the number of its restarts,
// which is in the header of its file.
func (r *recorder) logLength(b *testing.B) (length int, restarts uint32) {
	b.Helper()
	var busy, copied int
	if err := r.store.database.Writes().Raw("PRAGMA wal_checkpoint(NOOP)").Row().Scan(&busy, &length, &copied); err != nil {
		b.Fatal(err)
	}
	file, err := os.Open(r.store.database.Path() + "-wal")
	if err != nil {
		b.Fatal(err)
	}
	defer file.Close()
	var header [16]byte
	if _, err := file.ReadAt(header[:], 0); err != nil && !errors.Is(err, io.EOF) {
		b.Fatal(err)
	}
	return length, binary.BigEndian.Uint32(header[12:])
}
