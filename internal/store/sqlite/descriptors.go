package sqlite

import (
	"context"
	"database/sql"
	"errors"

	"gorm.io/gorm"
)

const (
	// connectionDescriptors is the number of one connection: the database, its log, and
	// a temporary file for a sort that does not fit in the connection's memory.
	connectionDescriptors = 3
	// sharedDescriptors is the number that all connections share: the index of the log,
	// the two locks, the log that dbfile.Guard reads, and files that are open for a moment,
	// such as a directory that is synced.
	sharedDescriptors = 8
)

// Descriptors returns how many file descriptors a Database needs at most. Start opens all
// that stay open, so that the database works on when others use up the rest.
func Descriptors() int {
	const writing = 2 // the writer and the checkpointer
	return (readConnections()+writing)*connectionDescriptors + sharedDescriptors
}

// openAll opens all connections of a pool, and with each one the files that SQLite
// would open when the connection first reads.
func openAll(ctx context.Context, db *gorm.DB) (err error) {
	pool, err := db.DB()
	if err != nil {
		return err
	}
	// All stay open until the last is: the pool would hand out the same one again.
	var open []*sql.Conn
	defer func() {
		for _, conn := range open {
			err = errors.Join(err, conn.Close())
		}
	}()
	for range pool.Stats().MaxOpenConnections {
		conn, err := pool.Conn(ctx)
		if err != nil {
			return err
		}
		open = append(open, conn)
		if err := conn.QueryRowContext(ctx, "PRAGMA schema_version").Scan(new(int64)); err != nil {
			return err
		}
	}
	return nil
}
