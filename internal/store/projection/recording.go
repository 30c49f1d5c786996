package projection

import (
	"context"
	"errors"
	"time"

	"github.com/itemactivity/itemactivity/models"
)

// Recording says that a transaction will add entries to the log. The writer calls it before the
// commit. It calls Recorded or Settle after it. Like these, it needs the lock Commits of the database.
func (p *Projector) Recording() {
	p.recording = true
	p.cfg.Tail.Completeness.End()
}

// Recorded says that the log has entries up to a seq. The writer calls it after a commit.
func (p *Projector) Recorded(last int64) {
	p.recording = false
	if p.waiting.IsZero() {
		p.waiting = time.Now()
	}
	entries := last - p.last.Load()
	p.setLast(last)
	p.owe(entries)
}

// Settle reads the states and the last seq again if a commit with entries has failed, because it may
// have been committed nevertheless. The writer calls it after each transaction.
func (p *Projector) Settle() {
	if p.recording {
		p.recording, p.uncertain = false, true
	}
	if err := p.readStates(context.Background()); err != nil {
		return // the next step or commit reads them
	}
	if p.states.complete(p.last.Load()) {
		p.cfg.Tail.Completeness.Begin()
	}
}

// CommitFailed says that a commit has failed. Its entries may be stored nevertheless.
func (p *Projector) CommitFailed() {
	p.recording, p.uncertain = false, true
	p.cfg.Tail.Completeness.End()
	p.arrive()
}

// setLast sets the last seq of the log, and wakes the projector.
func (p *Projector) setLast(last int64) {
	p.last.Store(last)
	p.arrive()
	if p.Behind() >= p.cfg.BatchSize {
		select {
		case p.full <- struct{}{}:
		default:
		}
	}
}

// arrive makes run look for new entries.
func (p *Projector) arrive() {
	select {
	case p.arrived <- struct{}{}:
	default:
	}
}

// roomTime is the time after which MakeRoom begins no further step. A caller waits for it.
const roomTime = time.Second

var (
	// errTailFull is the error for callers when the tail is full.
	errTailFull = &models.Error{
		Code:       models.Unavailable,
		Message:    "The database cannot be written at the moment. This change was not stored. Try again.",
		RetryAfter: 1,
	}
	errSlow = errors.New("the tables that are derived from the log of item activities were not updated within a second")
)

// MakeRoom advances the projections until the tail has room for further entries, or for roomTime. The
// writer calls it before a commit, with the lock Commits of the database. An error contains one for
// callers. The steps before it remain.
func (p *Projector) MakeRoom() error {
	if err := p.readStates(context.Background()); err != nil {
		return err
	}
	for began := p.cfg.Now(); p.Behind() >= p.cfg.MaxTail; {
		if p.cfg.Now().Sub(began) >= roomTime {
			return errors.Join(errSlow, errTailFull)
		}
		if _, err := p.step(p.last.Load()); err != nil {
			if rejection := new(models.Error); errors.As(err, &rejection) {
				return err
			}
			return errors.Join(err, errTailFull)
		}
	}
	return nil
}
