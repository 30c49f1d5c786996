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
	longest := max(longestStep, took.sync)
	switch {
	case took.apply > longest:
		p.rows[of] = max(p.rows[of]/2, fewestRows)
	case took.apply < longest/2 && n == p.rows[of]:
		p.rows[of] = min(p.rows[of]*2, mostRows)
	}
}
