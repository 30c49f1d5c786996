package sqlite

import (
	"database/sql"

	"gorm.io/gorm"

	"github.com/itemactivity/itemactivity/internal/store/sqlite/dbfile"
)

// Stats contains the current size and load of the database.
type Stats struct {
	// DatabaseBytes and WALBytes are the sizes of the two files. There is no WAL file
	// before the first write.
	DatabaseBytes, WALBytes int64
	// Damaged says that damage was found. Displaced says that a file of the database was
	// removed, replaced or overwritten.
	Damaged, Displaced bool
	// Readers and Writer are the statistics of the connection pools.
	Readers, Writer sql.DBStats
}

// Stats returns the current size and load of the database. It runs no statement, so it may
// be called often.
func (d *Database) Stats() Stats {
	return Stats{
		DatabaseBytes: dbfile.Size(d.path),
		WALBytes:      dbfile.Size(d.path + "-wal"),
		Damaged:       d.damage.found(),
		Displaced:     d.guard.Check(false) != nil,
		Readers:       poolStats(d.readers),
		Writer:        poolStats(d.writes),
	}
}

func poolStats(db *gorm.DB) sql.DBStats {
	pool, err := db.DB()
	if err != nil {
		return sql.DBStats{}
	}
	return pool.Stats()
}
