package store

import (
	"context"
	"errors"
	"sync"
	"time"

	"github.com/itemactivity/itemactivity/internal/auth"
	"github.com/itemactivity/itemactivity/internal/store/write"
)

// Health contains errors that say why the store does not work. Those of parts that work are nil. The
// messages may be public, because they contain no file names. The log contains the causes.
//
// If Projections is not nil, the tables that are derived from the log of item activities cannot be
// updated. Reads remain complete and mutations succeed until these tables lack
// projection.MaxTail activities. From then on, Database is not nil either.
type Health struct{ Database, Writer, Schema, Projections error }

const (
	// evidenceLasts is the time for which a commit shows that the database can be written. The
	// commits of callers count too, so a busy server needs no check. An idle server commits at
	// most one page in this time, however often its health is requested.
	evidenceLasts = 5 * time.Second
	// failureLasts is the time for which a failure is reported before the next check.
	failureLasts = time.Second
	// checkLimit is the time after which a check reports that the writer does not respond.
	checkLimit = 2 * time.Second
)

var (
	errUnwritable = errors.New("the database cannot be written")
	errStuck      = errors.New("the writer does not respond")
	errOverrun    = errors.New("the queue of the writer is full")
	errStopping   = errors.New("the writer is stopping")
	errProjector  = errors.New("the tables that are derived from the recorded activities cannot be updated")
	errSchema     = errors.New("another version of the program has migrated the database")
)

// healthCheck contains the result of the last check. A check commits a page through the queue,
// because only a commit shows that a commit can succeed: with a quota, a limit on file sizes or a
// read-only file system there is still free space, and pages that are rolled back never reach the
// disk. This also shows that the writer works. The page is in the write-ahead log until the next
// checkpoint.
type healthCheck struct {
	mu sync.Mutex
	// checked is the time of the last check, and found is its result.
	checked time.Time
	found   Health
	// pending is a check that the writer has not completed. At most one is in the queue.
	pending *write.Mutation
	// needsRoom means that a commit failed, and that no free space was found since.
	needsRoom bool
	// schemaChanged is part of the result of the last check. The writer sets it before the check
	// is done.
	schemaChanged bool
}

// Health reports whether mutations can be stored now, and whether derived tables can be updated. It
// may be called at any rate.
func (s *Store) Health(ctx context.Context) Health {
	found := s.writeHealth(ctx)
	if s.projector.Err() != nil {
		found.Projections = errProjector
	}
	return found
}

// writeHealth reports whether mutations can be stored now.
func (s *Store) writeHealth(ctx context.Context) Health {
	h := &s.health
	h.mu.Lock()
	defer h.mu.Unlock()
	if err := s.database.Health(); err != nil {
		// The result of the last check is kept until the files are in place again.
		found := h.found
		found.Database = err
		return found
	}
	if s.needsCheck() {
		before := h.found
		h.found, h.checked = s.check(ctx), s.now()
		if before.Database == nil && h.found.Database != nil {
			s.logger.Error("the database cannot be written", "error", s.writer.LastOutcome().Err)
		}
	}
	return h.found
}

// needsCheck reports whether the last result is too old. A failed commit is no result; it only causes
// a check at once.
func (s *Store) needsCheck() bool {
	h, last, now := &s.health, s.writer.LastOutcome(), s.now()
	switch {
	case h.found != Health{}:
		return now.Sub(h.checked) >= failureLasts
	case last.Err != nil:
		return true
	}
	return now.Sub(last.At) >= evidenceLasts
}

// check runs a check, and waits for it until checkLimit.
func (s *Store) check(ctx context.Context) (found Health) {
	h := &s.health
	// There may be enough space for the page of a check, but not for the commit that failed.
	if h.needsRoom = h.needsRoom || s.writer.LastOutcome().Err != nil; h.needsRoom {
		if err := s.database.Room(); err != nil {
			return Health{Database: errUnwritable}
		}
		h.needsRoom = false
	}
	if h.pending == nil {
		m := &write.Mutation{Caller: new(auth.Principal), Origin: context.Background(), Check: true, Rows: 1, Do: s.checkWrite}
		switch err := s.writer.Enqueue(m); {
		case errors.Is(err, write.ErrClosing):
			return Health{Writer: errStopping}
		case err != nil:
			return Health{Writer: errOverrun}
		}
		h.pending = m
	}
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), checkLimit)
	defer cancel()
	select {
	case err := <-h.pending.Done:
		h.pending = nil
		if err != nil {
			found.Database = errUnwritable
		}
		if h.schemaChanged {
			found.Schema = errSchema
		}
	case <-ctx.Done():
		found.Writer = errStuck
	}
	return found
}

// checkWrite writes a page and changes nothing.
func (s *Store) checkWrite(t *write.Tx) error {
	foreign, err := s.database.SchemaChanged(t.DB)
	if err != nil {
		return err
	}
	s.health.schemaChanged = foreign
	t.Wrote = true
	return s.database.WritePage(t.DB)
}
