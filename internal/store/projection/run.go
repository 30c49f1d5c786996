package projection

import (
	"context"
	"time"
)

// run applies a batch when it is full, or when its first entry has waited for maxDelay. Another goroutine
// fills the projections that are new in the database.
func (p *Projector) run() {
	filled := p.startFilling()
	defer func() {
		<-filled
		close(p.stopped)
	}()
	for p.wait() && !p.ends() {
		p.catchUpOrRetry(p.due())
	}
	p.catchUpOrRetry(p.last.Load())
}

// wait waits until a batch is full or must begin. It returns false when the projector ends.
func (p *Projector) wait() bool {
	for p.Behind() == 0 {
		idle := time.NewTimer(idleDelay)
		select {
		case <-p.arrived:
			_, _ = p.lastSeq() // a commit that failed may have arrived too
		case <-idle.C:
			p.dropAll()
		case <-p.stop:
			return false
		}
		idle.Stop()
	}
	delay := time.NewTimer(time.Until(p.waitingSince().Add(p.cfg.Delay)))
	defer delay.Stop()
	for p.Behind() < p.cfg.BatchSize {
		select {
		case <-p.full: // it may be from before the last batch
		case <-delay.C:
			return true
		case <-p.stop:
			return false
		}
	}
	return true
}

// ends reports whether Stop was called.
func (p *Projector) ends() bool {
	select {
	case <-p.stop:
		return true
	default:
		return false
	}
}

func (p *Projector) waitingSince() time.Time {
	p.cfg.Database.Commits.Lock()
	defer p.cfg.Database.Commits.Unlock()
	return p.waiting
}

// due returns the seq up to which the log is applied now. If there is a full batch, the entries that
// do not fill another one wait for further ones. The writer may have applied the batch meanwhile. Then
// the entries that follow wait too, until the first of them has waited for maxDelay.
func (p *Projector) due() int64 {
	p.cfg.Database.Commits.Lock()
	defer p.cfg.Database.Commits.Unlock()
	behind := p.Behind()
	if rest := behind % p.cfg.BatchSize; rest < behind {
		return p.last.Load() - rest
	}
	if !p.ends() && time.Now().Before(p.waiting.Add(p.cfg.Delay)) {
		return p.applied.Load()
	}
	return p.last.Load()
}

// catchUpOrRetry applies the log up to a seq, and tries again after an error, unless the projector
// ends.
func (p *Projector) catchUpOrRetry(through int64) {
	for failed := false; ; failed = true {
		err := p.catchUp(context.Background(), through)
		if err == nil {
			return
		}
		if !failed {
			// Nothing is lost, and reads remain complete: they read the log.
			p.cfg.Logger.Error("cannot update the tables that are derived from the log of item activities", "error", err)
		}
		select {
		case <-time.After(retryDelay):
		case <-p.stop:
			return
		}
	}
}
