package projection

import (
	"fmt"

	"github.com/itemactivity/itemactivity/models"
)

// A projection that is new in a database is filled from the log while the server serves. It is no part of
// the tail until it lacks less than a batch. Reads of it return UNAVAILABLE.

// notFilledRetryAfter is the number of seconds after which a client may read a projection that is being
// filled again.
const notFilledRetryAfter = 10

// notFilled returns the error of a read of a projection that is being filled.
func notFilled(applied, last int64) error {
	return &models.Error{
		Code: models.Unavailable,
		Message: fmt.Sprintf("These statistics are being computed from the recorded activities, because the server was upgraded. "+
			"%d percent are done. Try again later.", min(100*applied/max(last, 1), 99)),
		RetryAfter: notFilledRetryAfter,
	}
}

// FillLag returns the number of entries that a projection which is being filled lacks, the largest one if
// there are several. It does not read the database.
func (p *Projector) FillLag() int64 {
	if applied := p.fill.applied.Load(); applied != nil {
		return p.last.Load() - *applied
	}
	return 0
}

// setFillLag sets the seq up to which all projections that are being filled contain the log.
func (p *Projector) setFillLag() {
	var lowest *int64
	for _, s := range p.states {
		if s.Filling && (lowest == nil || s.AppliedSeq < *lowest) {
			lowest = &s.AppliedSeq
		}
	}
	p.fill.applied.Store(lowest)
}

// nextFilling returns the projection to fill: that whose batch is not complete, or else the one that lacks
// most entries. The lock Commits of the database must be held.
func (s *States) nextFilling() (next Projection, ok bool) {
	for _, of := range All() {
		switch one := s[of]; {
		case !one.Filling:
		case one.InBatch():
			return of, true
		case !ok || one.AppliedSeq < s[next].AppliedSeq:
			next, ok = of, true
		}
	}
	return next, ok
}

// fillTo returns the seq up to which a batch fills a projection with a state.
func (p *Projector) fillTo(s State) int64 {
	if s.InBatch() {
		return s.BatchSeq
	}
	return min(s.AppliedSeq+fillBatches*p.cfg.BatchSize, p.last.Load())
}

// becomesCurrent reports whether a projection that is being filled is current in a state: it lacks less than a
// batch, so the tail has room for what it lacks.
func (p *Projector) becomesCurrent(s State) bool {
	return !s.InBatch() && p.last.Load()-s.AppliedSeq < p.cfg.BatchSize
}
