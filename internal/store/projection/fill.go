package projection

import (
	"context"
	"strings"
	"sync/atomic"
	"time"

	"github.com/itemactivity/itemactivity/internal/store/activitylog"
)

// fillBatches is the number of batches that are filled together, because a larger batch writes fewer pages
// for each entry. An entry takes about 500 bytes of memory meanwhile.
const fillBatches = 4

// fill is the work on the projections that are being filled. The lock Commits of the database guards it.
type fill struct {
	// batch is what the entries of the last read add to a projection. It is nil if a batch must be read.
	batch *batch
	// applied is the seq up to which all projections that are being filled contain the log, or nil if none
	// is being filled.
	applied atomic.Pointer[int64]
	// failed is the error of the last step.
	failed atomic.Pointer[error]
	// read contains the entries that were read last. All projections need the same ones. Only the
	// goroutine that fills uses it.
	read []*activitylog.Entry
}

// fillAll fills projections until all are current or the projector ends. It tries again after an error.
// After each step it leaves the database to others for as long as the step took.
func (p *Projector) fillAll() {
	defer func() { p.fill.read = nil }()
	for failed := false; ; {
		took, more, err := p.FillStep(context.Background())
		pause := took
		if err == nil {
			p.fill.failed.Store(nil)
			if !more {
				return
			}
		} else {
			p.fill.failed.Store(&err)
			pause = retryDelay
			if !failed {
				p.cfg.Logger.Error("cannot fill a new table from the log of item activities", "error", err)
			}
		}
		failed = err != nil
		select {
		case <-time.After(pause):
		case <-p.stop:
			return
		}
	}
}

// FillStep takes a step to fill a projection, and returns the time for which it held the lock Commits of the
// database. more is false if no projection is being filled.
func (p *Projector) FillStep(ctx context.Context) (took time.Duration, more bool, err error) {
	of, state, through, err := p.toFill(ctx)
	if err != nil || of < 0 {
		return 0, of >= 0, err
	}
	var made *batch
	if through > state.AppliedSeq {
		// This takes longer than a step. The log is read without the lock, because its rows never change.
		if made, err = p.readBatch(ctx, of, state, through); err != nil {
			return 0, true, p.cfg.Database.RecordDamage(err)
		}
	}
	return p.fillFrom(of, state, made)
}

// toFill returns the projection to fill, its state, and the seq up to which its batch must be read: that of
// the state if the batch is in memory or empty. It returns a projection less than 0 if none is being filled.
func (p *Projector) toFill(ctx context.Context) (of Projection, state State, through int64, err error) {
	p.cfg.Database.Commits.Lock()
	defer p.cfg.Database.Commits.Unlock()
	if err := p.readStates(ctx); err != nil {
		return 0, state, 0, err
	}
	of, ok := p.states.nextFilling()
	if !ok {
		return -1, state, 0, nil
	}
	state = p.states[of]
	if b := p.fill.batch; b != nil && b.projection == of {
		return of, state, state.AppliedSeq, nil
	}
	return of, state, p.fillTo(state), nil
}

// readBatch reads what the entries up to a seq add to a projection.
func (p *Projector) readBatch(ctx context.Context, of Projection, state State, through int64) (*batch, error) {
	if n := len(p.fill.read); n == 0 || p.fill.read[0].Seq != state.AppliedSeq+1 || p.fill.read[n-1].Seq != through {
		entries, err := activitylog.Read(p.cfg.Database.Reads().WithContext(ctx), state.AppliedSeq, through)
		if err != nil {
			return nil, err
		}
		p.fill.read = entries
	}
	state.BatchSeq = through
	made, err := newBatch(of, p.fill.read, state)
	return &made, err
}

// fillFrom applies a part of a batch to a projection. made is the batch if it was read for this step.
func (p *Projector) fillFrom(of Projection, read State, made *batch) (took time.Duration, more bool, err error) {
	p.cfg.Database.Commits.Lock()
	defer p.cfg.Database.Commits.Unlock()
	began := p.cfg.Now()
	defer func() {
		took = p.cfg.Now().Sub(began)
		err = p.cfg.Database.RecordDamage(err)
	}()
	if err := p.readStates(context.Background()); err != nil {
		return 0, true, err
	}
	if p.states[of] != read { // a step that failed was stored
		p.fill.batch = nil
		return 0, true, nil
	}
	if rejection, cause := p.cfg.Database.Writable(); rejection != nil {
		return 0, true, cause
	}
	if made != nil {
		p.fill.batch = made
		p.states[of].BatchSeq = read.AppliedSeq + int64(len(p.fill.read))
	}
	b := p.fill.batch
	switch {
	case b != nil:
	case read.InBatch(): // the batch must be read again
		return 0, true, nil
	default:
		b = &batch{projection: of}
	}
	n := min(p.rows[of], len(b.added))
	after := b.after(p.states[of], n)
	after.Filling = !p.becomesCurrent(after)
	held, err := p.apply(b, n, after)
	if p.cfg.Stepped != nil {
		p.cfg.Stepped(Step{of, n, p.cfg.Now().Sub(began), err})
	}
	if err != nil {
		return 0, true, err
	}
	if len(b.added) == 0 {
		p.fill.batch = nil
	}
	p.adjust(of, n, held)
	p.filled(of)
	return 0, true, p.confirm(n)
}

// filled makes a projection part of the tail if it has become current.
func (p *Projector) filled(of Projection) {
	p.setFillLag()
	if p.states[of].Filling {
		return
	}
	p.logFilled(of)
	p.arrive() // it may lack entries
	if p.states.complete(p.last.Load()) {
		p.cfg.Tail.Completeness.Begin()
	}
}

func (p *Projector) logFilled(of Projection) {
	p.cfg.Logger.Info("filled a new table from the log of item activities", "table", of.String(), "activities", p.states[of].AppliedSeq)
}

// startFilling fills the projections that are new in the database, in another goroutine.
func (p *Projector) startFilling() (done <-chan struct{}) {
	ended := make(chan struct{})
	p.cfg.Database.Commits.Lock()
	var tables []string
	for _, of := range All() {
		if p.states[of].Filling {
			tables = append(tables, of.String())
		}
	}
	p.cfg.Database.Commits.Unlock()
	if len(tables) == 0 {
		close(ended)
		return ended
	}
	p.cfg.Logger.Info("filling new tables from the log of item activities; statistics that need them are unavailable until then",
		"tables", strings.Join(tables, ","), "activities", p.last.Load())
	go func() {
		defer close(ended)
		p.fillAll()
	}()
	return ended
}
