package store

import (
	"database/sql"
	"os"

	"gorm.io/gorm"
)

// DatabaseStats are the database's size and load just now.
type DatabaseStats struct {
	// DatabaseBytes and WALBytes are the sizes of the two files; there is no WAL
	// before the first write.
	DatabaseBytes, WALBytes int64
	// Damaged says that a damaged page was met, and Displaced that a file of the
	// database was removed, replaced or overwritten.
	Damaged, Displaced bool
	// Readers and Writer are the pools of connections.
	Readers, Writer sql.DBStats
}

// Stats reads no database, so it may be called as often as one likes.
func (d *Database) Stats() DatabaseStats {
	return DatabaseStats{
		DatabaseBytes: size(d.path),
		WALBytes:      size(d.path + "-wal"),
		Damaged:       d.damage.met(),
		Displaced:     d.guard.check(false) != nil,
		Readers:       poolStats(d.readers),
		Writer:        poolStats(d.writes),
	}
}

// size is 0 for a file that is not there.
func size(path string) int64 {
	info, err := os.Stat(path)
	if err != nil {
		return 0
	}
	return info.Size()
}

func poolStats(db *gorm.DB) sql.DBStats {
	pool, err := db.DB()
	if err != nil {
		return sql.DBStats{}
	}
	return pool.Stats()
}
