package store

import (
	"slices"
	"strconv"
	"testing"
	"time"
)

// BenchmarkGrowth measures how many times longer a read of the largest store takes than a read
// of the smallest one, if the same actors act every day. It reads both alternately, and
// compares the medians.
func BenchmarkGrowth(b *testing.B) {
	sizes := storeSizes()
	stores := []*Store{filledStore(b, fewActors, sizes[0]), filledStore(b, fewActors, sizes[len(sizes)-1])}
	for _, r := range commonReads {
		b.Run(r.name, func(b *testing.B) {
			times := make([][]time.Duration, len(stores))
			for b.Loop() {
				for i, s := range stores {
					begun := time.Now()
					r.of(b, s)
					times[i] = append(times[i], time.Since(begun))
				}
			}
			medians := make([]float64, len(stores))
			for i := range times {
				slices.Sort(times[i])
				medians[i] = times[i][len(times[i])/2].Seconds() * 1000
			}
			b.ReportMetric(medians[0], "ms-of-"+strconv.Itoa(sizes[0]))
			b.ReportMetric(medians[1], "ms-of-"+strconv.Itoa(sizes[len(sizes)-1]))
			b.ReportMetric(medians[1]/medians[0], "times")
			b.ReportMetric(0, "ns/op")
		})
	}
}
