package sqlite

import (
	"context"
	"database/sql"
	"errors"

	"gorm.io/gorm"
)

const (
	// connectionDescriptors is the number of descriptors of one connection: the database,
	// its log, and a temporary file for a sort that does not fit in the connection's
	// memory.
	connectionDescriptors = 3
	// sharedDescriptors is the number of descriptors that all connections share: the index
	// of the log, the two locks, the log that dbfile.Guard reads, and files that are open
	// briefly, such as a directory that is synced.
	sharedDescriptors = 8
)

// Descriptors returns the largest number of file descriptors that a Database needs. Start
// opens all that stay open, so that the database continues to work when the process has no
// more descriptors.
func Descriptors() int {
	const writing = 2 // the writer and the checkpointer
	return (readConnections()+writing)*connectionDescriptors + sharedDescriptors
}

// openAll opens all connections of a pool, and the files that SQLite would open at the
// first read of each connection.
func openAll(ctx context.Context, db *gorm.DB) (err error) {
	pool, err := db.DB()
	if err != nil {
		return err
	}
	// All connections stay open until the last one is open. Otherwise the pool would return
	// the same one again.
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
