package store

import (
	"context"
	"log/slog"

	"gorm.io/gorm"
)

const (
	// checkpointPages is how many pages of the log are copied into the database at
	// once: 4 MiB. Of a page that was changed several times only the last state is
	// copied, so the fewer checkpoints, the less; but the more is left for the writer
	// when the log is at its longest.
	checkpointPages = 1024
	// longestLog is how many pages the log has when the writer copies what is left,
	// and begins it anew: 64 MiB. It alone can, as the others go on while it writes.
	longestLog = "16384"
	// rowsBetweenLooks is how many rows are committed before the log is looked at
	// again. A row changes ten pages or so.
	rowsBetweenLooks = 64
)

// checkpointer copies the log into the database while the writer writes on: a
// commit that does it by itself keeps all that come behind it waiting.
type checkpointer struct {
	db     *gorm.DB
	logger *slog.Logger
	// rows were committed since the log was last looked at.
	rows int
	// due has room for one look beside the one that is being taken.
	due     chan struct{}
	stopped chan struct{}
}

func newCheckpointer(db *gorm.DB, logger *slog.Logger) *checkpointer {
	return &checkpointer{db: db, logger: logger, due: make(chan struct{}, 1), stopped: make(chan struct{})}
}

// committed tells of rows that the log has more; only the writer calls it.
func (c *checkpointer) committed(rows int) {
	if c.rows += rows; c.rows < rowsBetweenLooks {
		return
	}
	c.rows = 0
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
			// Nothing is lost: the log has it, and the writer tries again when the log
			// is long.
			c.logger.Warn("the write-ahead log could not be copied into the database", "error", err)
		}
		failing = err != nil
	}
}

// checkpoint copies the log if enough of it is not copied yet.
func (c *checkpointer) checkpoint(ctx context.Context) error {
	length, copied, err := c.look(ctx)
	if err != nil || length-copied < checkpointPages {
		return err
	}
	return c.db.WithContext(ctx).Exec("PRAGMA wal_checkpoint(PASSIVE)").Error
}

// look returns how many pages the log has, and how many of them the database has.
func (c *checkpointer) look(ctx context.Context) (length, copied int, err error) {
	var busy int
	err = c.db.WithContext(ctx).Raw("PRAGMA wal_checkpoint(NOOP)").Row().Scan(&busy, &length, &copied)
	return length, copied, err
}

// stop waits for the checkpoint that runs. The writer has stopped before.
func (c *checkpointer) stop() error {
	close(c.due)
	<-c.stopped
	return closePool(c.db)
}
