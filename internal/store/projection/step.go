package projection

import (
	"context"
	"errors"
	"time"

	"github.com/itemactivity/itemactivity/internal/store/activitylog"
	"github.com/itemactivity/itemactivity/internal/store/sqlite"
	"github.com/itemactivity/itemactivity/models"
)

// step applies a part of a batch. It reports whether there was anything to apply up to a seq.
// The lock Commits of the database must be held.
func (p *Projector) step(through int64) (more bool, err error) {
	if err := p.readStates(context.Background()); err != nil {
		p.failed.Store(&err)
		return false, err
	}
	// A batch beyond the log would mark as applied what is recorded later.
	through = min(through, p.last.Load())
	next, ok := p.nextProjection(through)
	if !ok {
		p.failed.Store(nil) // a step that was stored but not confirmed has left an error
		if p.states.complete(p.last.Load()) {
			p.cfg.Tail.Completeness.Begin()
		}
		return false, nil
	}
	rows, alone := p.rows[next], p.alone()
	if alone {
		rows = aloneRows
	}
	start := p.cfg.Now()
	n, took, err := p.advance(next, through, rows)
	switch {
	case p.starting:
		p.reportProgress()
	case p.cfg.Stepped != nil:
		p.cfg.Stepped(Step{next, n, p.cfg.Now().Sub(start), err})
	}
	if err != nil {
		p.failed.Store(&err)
		return false, err
	}
	p.failed.Store(nil)
	if !alone {
		p.adjust(next, n, took)
	}
	return true, nil
}

// aloneRows is the number of rows of a step while nobody else waits for the write lock. If each is in
// another page, the step adds 64 MiB to the write-ahead log.
const aloneRows = 16 << 10

// alone reports whether nobody else waits for the write lock, at the start and at the end. Steps are
// then large.
func (p *Projector) alone() bool { return p.starting || p.ends() }

// reportProgress reports the progress of Fill.
func (p *Projector) reportProgress() {
	if p.cfg.Progress == nil {
		return
	}
	var done, projections int64
	for _, s := range p.states {
		if !s.Filling {
			done, projections = done+s.AppliedSeq, projections+1
		}
	}
	p.cfg.Progress(done/max(projections, 1), p.last.Load())
}

// advance applies at most a number of rows to a projection, in a transaction of its own, and returns
// the number. It continues the batch that was begun, or begins one up to a seq of the log. If there is
// nothing to apply, it returns 0. The states must be certain, and the lock Commits of the database must
// be held.
func (p *Projector) advance(of Projection, through int64, rows int) (n int, took duration, err error) {
	if s := p.states[of]; s.BatchSeq == s.AppliedSeq && s.AppliedSeq >= through {
		return 0, took, nil
	}
	// Not every error is that of a statement: the content of a row may be damaged.
	defer func() { err = p.cfg.Database.RecordDamage(err) }()
	if rejection, cause := p.cfg.Database.Writable(); rejection != nil {
		return 0, took, cause
	}
	if err := p.begin(of, through); err != nil {
		return 0, took, err
	}
	b := p.batch
	n = min(rows, len(b.added))
	if took, err = p.apply(b, n, b.after(p.states[of], n)); err != nil {
		return 0, took, err
	}
	if len(b.added) == 0 {
		p.batch = nil
	}
	p.paid(n)
	return n, took, p.confirm(n)
}

// apply applies the first additions of a batch in a transaction, after which its projection has the given
// state.
func (p *Projector) apply(b *batch, n int, after State) (took duration, err error) {
	if took, err = p.write(b, n, after); err != nil {
		p.uncertain, p.caches = true, newCaches()
		return took, err
	}
	p.states[b.projection] = after
	b.added = b.added[n:]
	p.setApplied()
	return took, nil
}

// confirm counts the rows of a step. It returns an error if it is not certain that the next start finds
// them.
func (p *Projector) confirm(rows int) error {
	p.cfg.Database.Committed(rows)
	if rejection, cause := p.cfg.Database.Confirm(true); rejection != nil {
		return cause
	}
	return nil
}

// setApplied sets the seq up to which every projection contains the log. The entries that follow it
// begin to wait for a batch when it advances.
func (p *Projector) setApplied() {
	applied := p.states.Applied()
	if p.applied.Swap(applied) == applied {
		return
	}
	p.waiting = time.Time{}
	if p.Behind() > 0 {
		p.waiting = time.Now()
	}
}

// readStates reads the states and the last seq of the log after a step or a commit that failed,
// because its transaction may have been committed nevertheless.
func (p *Projector) readStates(ctx context.Context) error {
	if !p.uncertain {
		return nil
	}
	states, last, err := ReadStates(p.cfg.Database.Writes().WithContext(ctx))
	if err != nil {
		return p.cfg.Database.RecordDamage(err)
	}
	// The batch in memory may have begun without a step, or its step may be stored.
	before := p.states
	p.states, p.batch, p.uncertain = states, nil, false
	for _, of := range All() {
		if before[of].Filling && !states[of].Filling { // the step that was uncertain is stored
			p.logFilled(of)
		}
	}
	p.fill.batch = nil
	p.applied.Store(states.Applied())
	p.setLast(last)
	p.setFillLag()
	return nil
}

// nextProjection returns the projection whose batch is not complete, or else the one that lacks most
// entries up to a seq. It does not return one that is being filled.
func (p *Projector) nextProjection(through int64) (Projection, bool) {
	if p.batch != nil {
		return p.batch.projection, true
	}
	for _, one := range All() {
		if s := p.states[one]; !s.Filling && s.BatchSeq > s.AppliedSeq {
			return one, true
		}
	}
	last, lowest := ItemTimelines, through
	for _, one := range All() {
		if s := p.states[one]; !s.Filling && s.AppliedSeq < lowest {
			last, lowest = one, s.AppliedSeq
		}
	}
	return last, lowest < through
}

// begin makes the batch of a projection, unless it is in memory. A batch that was interrupted by a
// restart continues after its last key.
func (p *Projector) begin(next Projection, through int64) error {
	if p.batch != nil && p.batch.projection == next {
		return nil
	}
	state := &p.states[next]
	if state.BatchSeq == state.AppliedSeq {
		size := p.cfg.BatchSize
		if p.alone() {
			size *= startBatches
		}
		*state = State{AppliedSeq: state.AppliedSeq, BatchSeq: min(through, state.AppliedSeq+size)}
		p.dropProjected()
	}
	entries, err := p.entries(state.AppliedSeq, state.BatchSeq)
	if err != nil {
		return err
	}
	made, err := newBatch(next, entries, *state)
	if err != nil {
		return p.cfg.Database.RecordDamage(err)
	}
	p.batch = &made
	return nil
}

// entries returns the entries after one seq and up to another. All projections need the same ones.
// At the start they are not in the tail.
func (p *Projector) entries(after, through int64) ([]*activitylog.Entry, error) {
	if entries, ok := p.cfg.Tail.All(after, through); ok {
		return entries, nil
	}
	if n := len(p.read); n > 0 && p.read[0].Seq == after+1 && p.read[n-1].Seq == through {
		return p.read, nil
	}
	entries, err := activitylog.Read(p.cfg.Database.Writes(), after, through)
	if p.alone() {
		p.read = entries
	}
	return entries, err
}

// dropProjected removes from the tail what every projection contained when the last batch began, so
// that a snapshot that is not much older still finds its tail in memory.
func (p *Projector) dropProjected() {
	p.cfg.Tail.DropThrough(p.dropThrough)
	p.dropThrough = p.states.Applied()
}

// dropAll removes from the tail what every projection contains.
func (p *Projector) dropAll() {
	p.cfg.Database.Commits.Lock()
	defer p.cfg.Database.Commits.Unlock()
	p.cfg.Tail.DropThrough(p.states.Applied())
}

// write applies the first additions of a batch, and stores the state of its projection.
func (p *Projector) write(b *batch, n int, after State) (took duration, err error) {
	tx, err := p.cfg.Database.BeginWrite()
	if err != nil {
		return took, err
	}
	defer func() {
		if err != nil && !errors.Is(err, sqlite.ErrLost) {
			err = errors.Join(tx.Err(), err)
		}
		err = errors.Join(err, tx.End())
	}()
	defer recovered(&err)
	began := p.cfg.Now()
	next := b.projection
	remember, err := next.apply(tx.DB, b.added[:n], p.caches)
	if sqlite.IsDuplicate(err) {
		err = models.NewDerivedContentError("the table of the projection %s contains an item activity that it should lack (%v)", next, err)
	}
	if err != nil {
		return took, err
	}
	if err := after.write(tx.DB, next); err != nil {
		return took, err
	}
	applied := p.cfg.Now()
	if err := tx.Commit(); err != nil {
		return took, err
	}
	took = duration{apply: applied.Sub(began), sync: p.cfg.Now().Sub(applied)}
	remember()
	return took, nil
}
