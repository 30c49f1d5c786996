package projection

import "time"

// duration is the time for which a step holds the write lock.
type duration struct {
	// apply is the time until the rows are written, and sync the time of the commit.
	apply, sync time.Duration
}

const (
	// longestStep is the time within which a step applies its rows, because mutations wait for it. If
	// a commit takes longer, the limit is the duration of the commit. Otherwise mutations would wait
	// less for each step, but for more commits.
	longestStep = 4 * time.Millisecond
	// fewestRows and mostRows bound the rows of a step.
	fewestRows = 64
	mostRows   = 8192
)

// adjust changes the number of rows of the next step, so that the time to apply them is between half
// the limit and the limit.
func (p *Projector) adjust(of Projection, n int, took duration) {
	p.rows[of] = adjusted(p.rows[of], n, took)
}

// adjusted returns the number of rows of the next step after one that had n of a number of rows.
func adjusted(rows, n int, took duration) int {
	longest := max(longestStep, took.sync)
	switch {
	case took.apply > longest:
		return max(rows/2, fewestRows)
	case took.apply < longest/2 && n == rows:
		return min(rows*2, mostRows)
	}
	return rows
}
