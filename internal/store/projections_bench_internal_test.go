package store

import (
	"testing"
	"time"

	"github.com/itemactivity/itemactivity/internal/store/projection"
	"github.com/itemactivity/itemactivity/models"
)

// BenchmarkProjections measures for each projection the time to project an access, in batches as while
// a server records.
func BenchmarkProjections(b *testing.B) {
	live, spread := workload{name: "live", items: 100, actors: 10_000}, workload{name: "spread", items: 20_000, actors: 10_000, days: 365}
	for _, load := range []workload{live, spread} {
		b.Run(load.name, func(b *testing.B) {
			r := filledRecorder(b, load, *pagesStored, projection.Limits{Manual: true})
			pragma(b, r.store, "cache_size = -12288")
			r.at = func() models.Instant {
				if load.days > 0 {
					return models.Instant(700_000*models.TicksPerDay - r.random.Int64N(int64(load.days)*models.TicksPerDay))
				}
				return models.NewInstant(time.Now()) - models.Instant(r.random.Int64N(60*models.TicksPerSecond))
			}
			var took [32]time.Duration
			rows := 0
			for b.Loop() {
				for range projection.BatchSize / groupSize {
					r.group(b, groupSize)
				}
				rows += projection.BatchSize
				for _, of := range projection.All() {
					begun := time.Now()
					for range 1 << 20 {
						if err := r.store.projector.Advance(of, 4096); err != nil {
							b.Fatal(err)
						}
						states, last, err := projection.ReadStates(r.store.database.Writes())
						if err != nil {
							b.Fatal(err)
						}
						if states[of].AppliedSeq == last {
							break
						}
					}
					took[of] += time.Since(begun)
				}
			}
			for _, of := range projection.All() {
				b.ReportMetric(float64(took[of].Microseconds())/float64(rows), "µs/"+of.String())
			}
			b.ReportMetric(0, "ns/op")
		})
	}
}
