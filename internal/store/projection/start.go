package projection

import (
	"context"
	"fmt"

	"github.com/itemactivity/itemactivity/internal/store/activitylog"
)

// startBatches is the number of batches that are applied together while nobody else uses the database.
const startBatches = 16

// Fill applies everything that the projections lack. Nobody else may use the database, so the steps are
// large. Fill does not follow the log.
func (p *Projector) Fill(ctx context.Context) error {
	if err := p.load(ctx); err != nil {
		return err
	}
	p.starting = true
	defer func() { p.starting, p.read = false, nil }()
	return p.CatchUp(ctx)
}

// Start applies what the projections lack, and begins to follow the log. A backup, or the database
// of a process that was killed, lacks something. If a step fails, such as on a full disk, reads are
// complete nevertheless, so Start succeeds and the projector tries again. It returns the error if
// the projections lack so much that the database could not be written.
func (p *Projector) Start(ctx context.Context) error {
	// Faulty states are an error of Start, and no failed step.
	if err := p.load(ctx); err != nil {
		return err
	}
	if p.cfg.Manual {
		return p.startManual(ctx)
	}
	if err := p.Fill(ctx); err != nil {
		if err := p.loadTail(ctx, err); err != nil {
			return err
		}
	}
	go p.run()
	return nil
}

func (p *Projector) startManual(ctx context.Context) error {
	if err := p.load(ctx); err != nil {
		return err
	}
	go func() {
		defer close(p.stopped)
		if p.cfg.Loop != nil {
			p.cfg.Loop(p, p.stop)
		}
	}()
	return nil
}

// load reads the states and the last seq.
func (p *Projector) load(ctx context.Context) error {
	p.cfg.Database.Commits.Lock()
	defer p.cfg.Database.Commits.Unlock()
	p.uncertain = true
	if err := p.readStates(ctx); err != nil {
		return err
	}
	return p.checkBatches()
}

// loadTail reads the entries that the projections lack into the tail after Fill has failed. Otherwise
// each read would read them from the log.
func (p *Projector) loadTail(ctx context.Context, failed error) error {
	switch lacking := p.Behind(); {
	case ctx.Err() != nil:
		return context.Cause(ctx)
	case p.Err() == nil:
		return failed // the states cannot be read
	case lacking >= 2*p.cfg.MaxTail:
		// The last commit of a running server may exceed MaxTail by its own rows. More is missing only
		// after a rebuild that did not end.
		return fmt.Errorf("the derived tables lack %d of %d item activities and cannot be updated (%w): see docs/operating.md, Damage",
			lacking, p.last.Load(), failed)
	}
	entries, err := activitylog.Read(p.cfg.Database.Writes().WithContext(ctx), p.applied.Load(), p.last.Load())
	if err != nil {
		return err
	}
	p.cfg.Tail.Append(entries)
	return nil
}

// checkBatches returns an error if a batch cannot be continued.
func (p *Projector) checkBatches() error {
	for _, of := range All() {
		state := p.states[of]
		if !state.InBatch() {
			continue
		}
		entries, err := activitylog.Read(p.cfg.Database.Writes(), state.AppliedSeq, state.BatchSeq)
		if err != nil {
			return err
		}
		if _, err := newBatch(of, entries, state); err != nil {
			return err
		}
	}
	return nil
}
