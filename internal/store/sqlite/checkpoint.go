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
	"github.com/itemactivity/itemactivity/internal/store/statement"
)

const (
	// checkpointPages is the number of log pages that one checkpoint copies into the
	// database: 4 MiB. If a page was changed several times, only its last state is copied,
	// so fewer checkpoints copy fewer pages. But they leave more for the writer to copy
	// when the log reaches longestLog.
	checkpointPages = 1024
	// longestLog is the log size in pages at which the writer copies the rest and restarts
	// the log: 64 MiB. Other connections cannot restart it, because the writer continues
	// while they copy.
	longestLog = "16384"
	// lengthCheckRows is the number of rows that are committed before the length of the log
	// is read again. A row changes at most about ten pages.
	lengthCheckRows = 64
)

// checkpointer copies the log into the database while the writer continues. If a commit did
// this, the following commits would wait. If reads overlap, so that SQLite cannot restart
// the log, the checkpointer delays new reads for a moment.
type checkpointer struct {
	// db is the checkpointer's own connection. writes is the connection that writes, on which
	// committed reads the length of the log.
	db, writes *gorm.DB
	logger     *slog.Logger
	gate       *gate
	limits     LogLimits
	// path is the path of the database.
	path string
	// rows is the number of rows that were committed since the length was last read.
	rows atomic.Int64
	// length is the length in pages that committed read last.
	length atomic.Int64
	// due has a capacity of one request, in addition to the one that runs.
	due     chan struct{}
	stopped chan struct{}

	// writing is locked during a transaction that writes.
	writing *sync.Mutex
	// mu guards db and the fields below.
	mu sync.Mutex
	// tried is the length at the last attempt to restart the log. It is 0 after a restart.
	tried int
	// foreign is the time at which another process was last found to prevent a restart of
	// the log. It is zero if none does.
	foreign time.Time
	// rejecting is true after the error of a full log was logged.
	rejecting bool
}

// openCheckpoints opens the connection that copies the log.
func openCheckpoints(path string, logger *slog.Logger) (*gorm.DB, error) {
	return openPool(path, url.Values{
		"_journal_mode": {"WAL"},
		"_synchronous":  {"FULL"},
	}, 1, logger, "PRAGMA busy_timeout = "+strconv.FormatInt(restartTimeout.Milliseconds(), 10))
}

func newCheckpointer(d *Database, db *gorm.DB) *checkpointer {
	limits := serverLogLimits
	if d.cfg.Log != nil {
		limits = *d.cfg.Log
	}
	return &checkpointer{
		db: db, writes: d.writes, logger: d.cfg.Logger, gate: d.admission.gate, limits: limits, path: d.path,
		writing: &d.writing, due: make(chan struct{}, 1), stopped: make(chan struct{}),
	}
}

// committed adds to the number of committed rows.
func (c *checkpointer) committed(rows int) {
	if c.rows.Add(int64(rows)) < lengthCheckRows {
		return
	}
	c.rows.Store(0)
	if length, _, err := logLength(context.Background(), c.writes); err == nil {
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
			// Nothing is lost. The log contains the data, and the writer tries again when
			// the log is long.
			c.logger.Warn("cannot copy the write-ahead log into the database", "error", err)
		}
		failing = err != nil
	}
}

// checkpoint copies the log if enough of it is not copied yet. It makes the log restart if
// it is long.
func (c *checkpointer) checkpoint(ctx context.Context) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	length, copied, err := logLength(ctx, c.db)
	if err != nil || length-copied < checkpointPages && length < c.limits.Restart {
		return err
	}
	if err := c.copy(ctx); err != nil {
		return err
	}
	if length < c.tried { // the writer has restarted the log
		c.tried = 0
	}
	if length < c.limits.Restart || length < c.tried+c.limits.Step || time.Since(c.foreign) < foreignRetryDelay {
		return nil
	}
	c.tried = length
	_, err = c.restartLog(ctx, length, maxReadAge)
	return err
}

func (c *checkpointer) copy(ctx context.Context) error {
	return c.db.WithContext(ctx).Exec("PRAGMA wal_checkpoint(PASSIVE)").Error
}

// restartLog closes the gate, waits for the reads inside, copies the log, and makes the
// next commit restart it. From LogLimits.EndReads on it ends reads that are older than
// maxAge. It reports whether it succeeded.
func (c *checkpointer) restartLog(ctx context.Context, length int, maxAge time.Duration) (begun bool, err error) {
	open := c.gate.close()
	defer open()
	full := length >= c.limits.Full
	ended := 0
	if length >= c.limits.EndReads && (c.foreign.IsZero() || !full) { // otherwise the log could not restart anyway
		ended = c.gate.end(maxAge, ErrLogHeld)
	}
	if ended > 0 {
		c.logger.Warn("aborted reads so that the write-ahead log can restart", "reads", ended, "log_bytes", length*dbfile.PageSize)
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

// restart copies the rest while nothing is written. It truncates the file if the log is
// long.
func (c *checkpointer) restart(ctx context.Context, length int) (begun bool, err error) {
	pragma := "PRAGMA wal_checkpoint(RESTART)"
	if length >= c.limits.EndReads {
		pragma = "PRAGMA wal_checkpoint(TRUNCATE)"
	}
	c.writing.Lock()
	defer c.writing.Unlock()
	var busy, pages, copied int
	if err := scan(c.db.WithContext(ctx).Raw(pragma), &busy, &pages, &copied); err != nil {
		return false, err
	}
	if busy == 0 {
		c.tried, c.foreign = 0, time.Time{}
		c.length.Store(0)
	}
	return busy == 0, nil
}

// makeRoom waits until the log has room for a commit. It returns ErrLogFull if there is no
// room in time. It is called before a transaction that writes, with Commits locked.
func (c *checkpointer) makeRoom() error {
	if int(c.length.Load()) < c.limits.Full {
		return nil
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	length := int(c.length.Load())
	bound := max(c.limits.Foreign, int(dbfile.Size(c.path)/dbfile.PageSize))
	switch since := time.Since(c.foreign); {
	case length < c.limits.Full, since < foreignRetryDelay && length < bound:
		return nil
	case since < rejectionTime:
		return c.reject(length, nil)
	}
	var begun bool
	var err error
	for start := time.Now(); !begun && err == nil && time.Since(start) < restartWait; {
		// The longer the writer waits, the younger are the reads that it ends.
		maxAge := max(gateTime, maxReadAgeFull-time.Since(start))
		begun, err = c.restartLog(context.Background(), length, maxAge)
		if time.Since(c.foreign) < rejectionTime {
			break
		}
	}
	if begun || !c.foreign.IsZero() && length < bound {
		c.rejecting = false
		return nil
	}
	return c.reject(length, err)
}

// reject returns ErrLogFull. It logs only the first time.
func (c *checkpointer) reject(length int, err error) error {
	if !c.rejecting {
		c.rejecting = true
		c.logger.Error("writes are rejected because another process prevents a restart of the write-ahead log: stop the process that reads the database", "log_bytes", length*dbfile.PageSize, "error", err)
	}
	return ErrLogFull
}

// logLength returns the length of the log in pages, and how many of them are copied.
func logLength(ctx context.Context, db *gorm.DB) (length, copied int, err error) {
	var busy int
	err = scan(db.WithContext(ctx).Raw("PRAGMA wal_checkpoint(NOOP)"), &busy, &length, &copied)
	return length, copied, err
}

// scan reads the only row of a statement, and translates the error, which gorm does not.
func scan(query *gorm.DB, into ...any) error {
	return statement.Translate(query, query.Row().Scan(into...))
}

// stop waits for the running checkpoint and closes the connection. The writer must have
// stopped.
func (c *checkpointer) stop() error {
	close(c.due)
	<-c.stopped
	return closePool(c.db)
}
