package store

import (
	"database/sql"

	"github.com/itemactivity/itemactivity/models"
)

// Metrics are the store's size and load just now.
type Metrics struct {
	// WaitingRows are in the writer's queue.
	WaitingRows int64
	// RecordedAheadSeconds is how far the latest recordedDateTime is ahead of the
	// clock; 0 if it is not.
	RecordedAheadSeconds float64
	// DatabaseBytes and WALBytes are the sizes of the two files; there is no WAL
	// before the first write.
	DatabaseBytes, WALBytes int64
	// Damaged says that a damaged page was met, and Displaced that a file of the
	// database was removed, replaced or overwritten.
	Damaged, Displaced bool
	// Readers and Writer are the pools of connections.
	Readers, Writer sql.DBStats
}

// Metrics reads no database, so it may be called as often as one likes.
func (s *Store) Metrics() Metrics {
	d := s.database.Stats()
	return Metrics{
		WaitingRows:          int64(s.writer.queue.waitingRows()),
		RecordedAheadSeconds: s.writer.last.ahead(models.NewInstant(s.now())),
		DatabaseBytes:        d.DatabaseBytes,
		WALBytes:             d.WALBytes,
		Damaged:              d.Damaged,
		Displaced:            d.Displaced,
		Readers:              d.Readers,
		Writer:               d.Writer,
	}
}
