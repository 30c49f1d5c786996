package test

import (
	"fmt"
	"os"
	"testing"
	"time"
)

// BenchmarkFairness measures the response times of a caller's small requests, alone and
// while another caller sends the most expensive requests that the limits allow. It prints a
// table.
//
//	go test ./test -run '^$' -bench Fairness -benchtime 1x
func BenchmarkFairness(b *testing.B) {
	path, err := programWithoutRace()
	if err != nil {
		b.Fatal(err)
	}
	n, err := startHeavyAndLight(path, b.TempDir())
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { _ = n.server.end(os.Kill) })
	fmt.Print("\n| other caller | request | p50 | p99 | longest bulk |\n| --- | --- | ---: | ---: | ---: |\n")
	for _, p := range []heavyLoad{{}, {reads: 8}, {bulks: 1}, {bulks: 4}, {8, 4}} {
		for _, kind := range []struct {
			name string
			request
		}{{"read", n.light.cheapRead()}, {"mutation", n.light.recordOne()}} {
			var took []time.Duration
			made, err := n.whileLoaded(p, func(*heavyResult) (err error) {
				took, err = n.light.durations(kind.request, 200, 10*time.Millisecond)
				return err
			})
			if err != nil {
				b.Fatal(err)
			}
			fmt.Printf("| %s | %s | %.1f ms | %.1f ms | %.0f ms |\n", p, kind.name, milliseconds(percentile(took, 50)), milliseconds(percentile(took, 99)), milliseconds(made.longestBulk))
			if made.rejected > 0 {
				b.Logf("%s: %d requests of the heavy caller were rejected, the last with %s", p, made.rejected, made.rejection)
			}
		}
	}
}

func milliseconds(d time.Duration) float64 { return float64(d) / float64(time.Millisecond) }
