package sqlite

import (
	"context"
	"log/slog"
	"net/url"
	"strconv"
	"sync"
	"sync/atomic"
	"time"

	"gorm.io/gorm"

	"github.com/itemactivity/itemactivity/internal/store/sqlite/dbfile"
)

const (
	// checkpointPages is how many pages of the log are copied into the database at
	// once: 4 MiB. Of a page that was changed several times only the last state is
	// copied, so fewer checkpoints copy less; but they leave more for the writer to copy
	// when the log has longestLog.
	checkpointPages = 1024
	// longestLog is how many pages the log has when the writer copies what is left,
	// and restarts it: 64 MiB. Only the writer can, as other connections copy while it
	// writes.
	longestLog = "16384"
	// rowsBetweenLooks is how many rows are committed before the length of the log is
	// read again. A row changes about ten pages.
	rowsBetweenLooks = 64
)

// checkpointer copies the log into the database while the writer goes on writing. If a
// commit did it, the commits behind it would wait. Where reads
// overlap, so that SQLite never finds the log unread, it makes the log restart.
type checkpointer struct {
	// db is its own connection. writes is the writer's, on which the writer reads the
	// length of the log.
	db, writes *gorm.DB
	logger     *slog.Logger
	gate       *gate
	limits     LogLimits
	// path is that of the database.
	path string
	// rows were committed since the length was last read.
	rows int
	// length is what the writer read last, in pages.
	length atomic.Int64
	// due has room for one request to run, besides the one that runs.
	due     chan struct{}
	stopped chan struct{}

	// writing is held while the writer writes.
	writing *sync.Mutex
	// mu guards db, and what follows.
	mu sync.Mutex
	// tried is the length at the last try to restart the log; 0 after a restart.
	tried int
	// foreign is when another process was last found to keep the log from restarting;
	// zero if none does.
	foreign time.Time
	// refusing says that a full log was logged.
	refusing bool
}

// openCheckpoints opens the connection that copies the log.
func openCheckpoints(path string, logger *slog.Logger) (*gorm.DB, error) {
	return openPool(path, url.Values{
		"_journal_mode": {"WAL"},
		"_synchronous":  {"FULL"},
	}, 1, logger, "PRAGMA busy_timeout = "+strconv.FormatInt(restartTimeout.Milliseconds(), 10))
}

func newCheckpointer(d *Database, db *gorm.DB) *checkpointer {
	limits := servedLog
	if d.cfg.Log != nil {
		limits = *d.cfg.Log
	}
	return &checkpointer{
		db: db, writes: d.writes, logger: d.cfg.Logger, gate: d.admission.gate, limits: limits, path: d.path,
		writing: &d.writing, due: make(chan struct{}, 1), stopped: make(chan struct{}),
	}
}

// committed adds to the rows that were committed; only the writer calls it.
func (c *checkpointer) committed(rows int) {
	if c.rows += rows; c.rows < rowsBetweenLooks {
		return
	}
	c.rows = 0
	if length, _, err := lookAt(context.Background(), c.writes); err == nil {
		c.length.Store(int64(length))
	}
	select {
	case c.due <- struct{}{}:
	default:
	}
}

func (c *checkpointer) run() {
	defer close(c.stopped)
	failing := false
	for range c.due {
		err := c.checkpoint(context.Background())
		if err != nil && !failing {
			// Nothing is lost: it is in the log, and the writer tries again when the log
			// is long.
			c.logger.Warn("the write-ahead log could not be copied into the database", "error", err)
		}
		failing = err != nil
	}
}

// checkpoint copies the log if enough of it is not copied yet, and has it restart if it
// is long.
func (c *checkpointer) checkpoint(ctx context.Context) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	length, copied, err := c.look(ctx)
	if err != nil || length-copied < checkpointPages && length < c.limits.Restart {
		return err
	}
	if err := c.copy(ctx); err != nil {
		return err
	}
	if length < c.tried { // the writer has restarted it
		c.tried = 0
	}
	if length < c.limits.Restart || length < c.tried+c.limits.Step || time.Since(c.foreign) < foreignPatience {
		return nil
	}
	c.tried = length
	_, err = c.restartLog(ctx, length, maxReadAge)
	return err
}

func (c *checkpointer) copy(ctx context.Context) error {
	return c.db.WithContext(ctx).Exec("PRAGMA wal_checkpoint(PASSIVE)").Error
}

// restartLog closes the gate, waits for the reads that are inside, copies the log and
// has the next commit restart it. From LogLimits.EndReads on it ends reads that are older
// than maxAge. It tells whether it succeeded.
func (c *checkpointer) restartLog(ctx context.Context, length int, maxAge time.Duration) (begun bool, err error) {
	open := c.gate.close()
	defer open()
	full := length >= c.limits.Full
	ended := 0
	if length >= c.limits.EndReads && (c.foreign.IsZero() || !full) { // else it would be of no use
		ended = c.gate.end(maxAge, ErrLogHeld)
	}
	if ended > 0 {
		c.logger.Warn("reads were ended so that the write-ahead log can begin anew", "reads", ended, "log_bytes", length*dbfile.PageSize)
	}
	unread := c.gate.empty(gateTime)
	if !unread && !full {
		return false, nil
	}
	if err := c.copy(ctx); err != nil {
		return false, err
	}
	begun, err = c.restart(ctx, length)
	if err == nil && !begun && unread && c.gate.empty(0) {
		c.foreign = time.Now()
	}
	return begun, err
}

// restart copies what is left while nothing is written. A long file is truncated.
func (c *checkpointer) restart(ctx context.Context, length int) (begun bool, err error) {
	statement := "PRAGMA wal_checkpoint(RESTART)"
	if length >= c.limits.EndReads {
		statement = "PRAGMA wal_checkpoint(TRUNCATE)"
	}
	c.writing.Lock()
	defer c.writing.Unlock()
	var busy, pages, copied int
	if err := c.db.WithContext(ctx).Raw(statement).Row().Scan(&busy, &pages, &copied); err != nil {
		return false, err
	}
	if busy == 0 {
		c.tried, c.foreign = 0, time.Time{}
		c.length.Store(0)
	}
	return busy == 0, nil
}

// makeRoom waits until the log has room for a commit. It returns ErrLogFull if that does
// not happen in time. Only the writer calls it, outside of a transaction.
func (c *checkpointer) makeRoom() error {
	if int(c.length.Load()) < c.limits.Full {
		return nil
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	length := int(c.length.Load())
	bound := max(c.limits.Foreign, int(dbfile.Size(c.path)/dbfile.PageSize))
	switch since := time.Since(c.foreign); {
	case length < c.limits.Full, since < foreignPatience && length < bound:
		return nil
	case since < refusalTime:
		return c.refuse(length, nil)
	}
	var begun bool
	var err error
	for start := time.Now(); !begun && err == nil && time.Since(start) < roomTime; {
		// The longer the writer waits, the younger are the reads that are ended for it.
		maxAge := max(gateTime, maxReadAgeFull-time.Since(start))
		begun, err = c.restartLog(context.Background(), length, maxAge)
		if time.Since(c.foreign) < refusalTime {
			break
		}
	}
	if begun || !c.foreign.IsZero() && length < bound {
		c.refusing = false
		return nil
	}
	return c.refuse(length, err)
}

// refuse returns ErrLogFull, and logs it once.
func (c *checkpointer) refuse(length int, err error) error {
	if !c.refusing {
		c.refusing = true
		c.logger.Error("nothing is written while another process holds up the write-ahead log: end what reads the database", "log_bytes", length*dbfile.PageSize, "error", err)
	}
	return ErrLogFull
}

// look returns how many pages the log has, and how many of them are copied.
func (c *checkpointer) look(ctx context.Context) (length, copied int, err error) {
	return lookAt(ctx, c.db)
}

func lookAt(ctx context.Context, db *gorm.DB) (length, copied int, err error) {
	var busy int
	err = db.WithContext(ctx).Raw("PRAGMA wal_checkpoint(NOOP)").Row().Scan(&busy, &length, &copied)
	return length, copied, err
}

// stop waits for the checkpoint that runs, and closes the connection. The writer must have
// stopped.
func (c *checkpointer) stop() error {
	close(c.due)
	<-c.stopped
	return closePool(c.db)
}
