package load

import (
	"slices"
	"time"
)

// Result is the result of a run.
type Result struct {
	// Acknowledged is the number of created rows with a right response, including those before
	// and after the measured time.
	Acknowledged int64
	// Rows is the number of rows with a right response within the measured time, Elapsed. A
	// query counts as one row.
	Rows    int64
	Elapsed time.Duration
	// CPU is the processor time that the server used within the measured time.
	CPU time.Duration
	// P50 and P99 are quantiles of the response times. They do not count the warm-up.
	P50, P99 time.Duration
	// Rejected is the number of error responses, and Rejection is one of them.
	Rejected  int64
	Rejection string
}

// PerSecond returns the throughput in rows per second.
func (r *Result) PerSecond() float64 { return float64(r.Rows) / r.Elapsed.Seconds() }

// CPUPerRow returns the processor time of the server per row.
func (r *Result) CPUPerRow() time.Duration { return r.CPU / time.Duration(max(r.Rows, 1)) }

// quantile returns a quantile of sorted response times; part is from 0 to 1.
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
