package load

import (
	"slices"
	"time"
)

// Result is what became of one run of the load generator.
type Result struct {
	// Acknowledged are the rows that were answered rightly, also before and after
	// the time that was measured.
	Acknowledged int64
	// Rows are those that were answered within the measured time.
	Rows    int64
	Elapsed time.Duration
	// CPU is what the server spent in that time.
	CPU time.Duration
	// P50 and P99 are of the requests that were sent within that time.
	P50, P99 time.Duration
	// Refused counts the answers that were errors, and Refusal is one of them.
	Refused int64
	Refusal string
}

// PerSecond is how many rows were answered in a second.
func (r *Result) PerSecond() float64 { return float64(r.Rows) / r.Elapsed.Seconds() }

// CPUPerRow is what the server spent on a row.
func (r *Result) CPUPerRow() time.Duration { return r.CPU / time.Duration(max(r.Rows, 1)) }

// quantile is the time within which that part of the requests was answered.
func quantile(sorted []time.Duration, part float64) time.Duration {
	if len(sorted) == 0 {
		return 0
	}
	return sorted[min(int(part*float64(len(sorted))), len(sorted)-1)]
}

func (r *Result) summarise(latencies []time.Duration) {
	slices.Sort(latencies)
	r.P50, r.P99 = quantile(latencies, 0.50), quantile(latencies, 0.99)
}
