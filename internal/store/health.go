package store

import (
	"context"
	"errors"
	"sync"
	"time"

	"github.com/itemactivity/itemactivity/internal/auth"
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

// doctor remembers what was found. A full disk must be seen before a user writes
// to it, and only a commit shows that a commit will do: free space says nothing
// of quotas, file size limits and file systems that turned read-only, and pages
// that are rolled back never reach the disk. So the doctor commits a page of its
// own, through the queue, which shows that the writer lives as well. The page
// goes where every commit goes, and the next checkpoint makes room again.
type doctor struct {
	mu sync.Mutex
	// checked is when the last check ended, with found.
	checked time.Time
	found   Health
	// pending is a check that the writer has not answered: there is never more
	// than one in the queue.
	pending *mutation
	// cramped says that a commit failed, and that room was not found since.
	cramped bool
	// foreignSchema is what the last check saw; it is the writer's until done.
	foreignSchema bool
}

// Health tells whether mutations would be stored just now. It is cheap enough to
// be asked by anybody, and as often as they like.
func (s *Store) Health(ctx context.Context) Health {
	d := &s.doctor
	d.mu.Lock()
	defer d.mu.Unlock()
	if err := s.database.Health(); err != nil {
		// What the last check found is kept for when the files are back.
		found := d.found
		found.Database = err
		return found
	}
	if s.needsCheck() {
		before := d.found
		d.found, d.checked = s.check(ctx), s.now()
		if before.Database == nil && d.found.Database != nil {
			s.logger.Error("the database cannot be written", "error", s.writer.lastOutcome().err)
		}
	}
	return d.found
}

// needsCheck says whether what is known is too old. News of a failed commit are
// no verdict, only the reason to look at once.
func (s *Store) needsCheck() bool {
	d, last, now := &s.doctor, s.writer.lastOutcome(), s.now()
	switch {
	case d.found != Health{}:
		return now.Sub(d.checked) >= failureLasts
	case last.err != nil:
		return true
	}
	return now.Sub(last.at) >= evidenceLasts
}

func (s *Store) check(ctx context.Context) (found Health) {
	d := &s.doctor
	// The page of a check may find room where what failed finds none.
	if d.cramped = d.cramped || s.writer.lastOutcome().err != nil; d.cramped {
		if err := s.database.Room(); err != nil {
			return Health{Database: errUnwritable}
		}
		d.cramped = false
	}
	if d.pending == nil {
		m := &mutation{
			check: true, caller: new(auth.Principal), origin: context.Background(), rows: 1, done: make(chan error, 1), do: s.touch,
		}
		switch err := s.writer.queue.enqueue(m); {
		case errors.Is(err, errClosing):
			return Health{Writer: errStopping}
		case err != nil:
			return Health{Writer: errOverrun}
		}
		d.pending = m
	}
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), checkLimit)
	defer cancel()
	select {
	case err := <-d.pending.done:
		d.pending = nil
		if err != nil {
			found.Database = errUnwritable
		}
		if d.foreignSchema {
			found.Schema = errSchema
		}
	case <-ctx.Done():
		found.Writer = errStuck
	}
	return found
}

// touch writes a page and changes nothing.
func (s *Store) touch(t *txn) error {
	foreign, err := s.database.ForeignSchema(t.db)
	if err != nil {
		return err
	}
	s.doctor.foreignSchema = foreign
	t.wrote = true
	return s.database.Touch(t.db)
}
