package store

import (
	"context"
	"errors"
	"sync"
	"time"

	"github.com/itemactivity/itemactivity/internal/auth"
	"github.com/itemactivity/itemactivity/internal/store/write"
)

// Health says what keeps the store from its work; nil is nothing. The sentences
// are for strangers: they name no file, and the log has the cause.
type Health struct{ Database, Writer, Schema error }

const (
	// evidenceLasts is how long a commit shows that the database can be written.
	// A busy server is never checked, as its own commits are the evidence; an idle
	// one syncs a page in this time, however often it is asked.
	evidenceLasts = 5 * time.Second
	// failureLasts is how long a failure is told before the next try.
	failureLasts = time.Second
	// checkLimit is when a writer that does not answer counts as dead.
	checkLimit = 2 * time.Second
)

var (
	errUnwritable = errors.New("the database cannot be written")
	errStuck      = errors.New("the writer does not answer")
	errOverrun    = errors.New("too much waits for the writer")
	errStopping   = errors.New("the writer is stopping")
	errSchema     = errors.New("the schema of the database is another version's")
)

// healthCheck remembers what was found. A full disk must be seen before a user writes
// to it, and only a commit shows that a commit will do: free space says nothing
// of quotas, file size limits and file systems that turned read-only, and pages
// that are rolled back never reach the disk. So the check commits a page of its
// own, through the queue, which shows that the writer lives as well. The page
// goes where every commit goes, and the next checkpoint makes room again.
type healthCheck struct {
	mu sync.Mutex
	// checked is when the last check ended, with found.
	checked time.Time
	found   Health
	// pending is a check that the writer has not answered: there is never more
	// than one in the queue.
	pending *write.Mutation
	// needsRoom says that a commit failed, and that room was not found since.
	needsRoom bool
	// schemaChanged is what the last check saw; it is the writer's until done.
	schemaChanged bool
}

// Health tells whether mutations would be stored just now. It is cheap enough to
// be asked by anybody, and as often as they like.
func (s *Store) Health(ctx context.Context) Health {
	h := &s.health
	h.mu.Lock()
	defer h.mu.Unlock()
	if err := s.database.Health(); err != nil {
		// What the last check found is kept for when the files are back.
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

// needsCheck says whether what is known is too old. News of a failed commit are
// no verdict, only the reason to look at once.
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

func (s *Store) check(ctx context.Context) (found Health) {
	h := &s.health
	// The page of a check may find room where what failed finds none.
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
