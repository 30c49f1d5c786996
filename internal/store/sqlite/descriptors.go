package sqlite

import (
	"context"
	"database/sql"
	"errors"

	"gorm.io/gorm"
)

const (
	// connectionDescriptors are those of one connection: the database, its log, and
	// a temporary file for a sort that outgrows the connection's memory.
	connectionDescriptors = 3
	// sharedDescriptors are those of all connections together: the index of the log, the
	// two locks, the log that dbfile.Guard looks at, and what is opened for a moment, such as
	// a directory that is synced.
	sharedDescriptors = 8
)

// Descriptors returns how many file descriptors a Store needs at most. An open Store
// has all that are of use for long, so that it works on when others use up the rest.
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
	// None is given back before all are open: the pool would hand it out again.
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
