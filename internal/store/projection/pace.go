package projection

// additionsOf is the usual number of additions of an entry to each projection.
var additionsOf = [count]int64{ItemTimelines: 1, GroupTimelines: 1, ActorLists: 2, PostingLists: 2, Statistics: 2, ActiveItems: 4, ActiveActors: 4, DriveStatistics: 2}

// KeepPace takes the steps that are owed for the entries that were recorded. The writer calls it before
// each commit, without the lock Commits of the database. If urgent returns true after a step and
// another one is owed, KeepPace returns false, and the commit must not contain a bulk. Errors of steps
// do not prevent commits until the tail has reached its bound. See Err.
func (p *Projector) KeepPace(urgent func() bool) bool {
	for began := p.cfg.Now(); p.owes.Load(); {
		p.stepOwed()
		switch {
		case !p.owes.Load() || p.cfg.Now().Sub(began) >= roomTime:
			return true
		case urgent():
			return false
		}
	}
	return true
}

func (p *Projector) stepOwed() {
	p.cfg.Database.Commits.Lock()
	defer p.cfg.Database.Commits.Unlock()
	if !p.owes.Load() { // the projector has taken it meanwhile
		return
	}
	if more, err := p.step(p.states.Applied() + p.cfg.BatchSize); err != nil || !more {
		p.setOwed(0)
	}
}

// owe adds what further entries owe to the owed additions. The additions that remain until every
// projection contains the next batch are divided among the entries for which the tail has room. The
// batch is therefore complete when the tail is full.
func (p *Projector) owe(entries int64) {
	behind := p.Behind()
	if behind < p.cfg.BatchSize || p.failed.Load() != nil {
		p.setOwed(0)
		return
	}
	remaining := p.remaining()
	room := max(p.cfg.MaxTail-behind, 1)
	p.setOwed(min(p.owed+entries*remaining/room, remaining))
}

// paid subtracts additions that were applied from the owed ones.
func (p *Projector) paid(additions int) {
	if p.Behind() < p.cfg.BatchSize {
		p.setOwed(0)
		return
	}
	p.setOwed(max(p.owed-int64(additions), 0))
}

// setOwed sets the owed additions. A step is owed when there are enough for it.
func (p *Projector) setOwed(additions int64) {
	p.owed = additions
	next, _ := p.nextProjection(p.last.Load())
	p.owes.Store(additions > 0 && additions >= min(int64(p.rows[next]), p.remainingOf(next)))
}

// remaining returns about the number of additions until every projection contains the next batch.
func (p *Projector) remaining() (additions int64) {
	for _, of := range All() {
		if !p.states[of].Filling {
			additions += p.remainingOf(of)
		}
	}
	return additions
}

func (p *Projector) remainingOf(of Projection) int64 {
	if p.batch != nil && p.batch.projection == of {
		return int64(len(p.batch.added))
	}
	return additionsOf[of] * max(p.states.Applied()+p.cfg.BatchSize-p.states[of].AppliedSeq, 0)
}
