package store

import (
	"context"
	"crypto/rand"
	"encoding/binary"
	"errors"
	"fmt"

	"gorm.io/gorm"

	"github.com/itemactivity/itemactivity/internal/store/codec"
	"github.com/itemactivity/itemactivity/internal/store/sqlite"
)

// epochRow is the only row of log_epoch. DESIGN.md describes epochs.
type epochRow struct {
	Num    int64 `gorm:"primaryKey"`
	Number int64
	// Backup marks a backup that was not opened yet.
	Backup      bool
	UpgradedSeq int64
}

func (epochRow) TableName() string { return "log_epoch" }

// readEpoch returns the epoch of the database.
func readEpoch(db *gorm.DB) (codec.Epoch, error) {
	var row epochRow
	if err := db.Take(&row).Error; err != nil {
		return codec.Epoch{}, fmt.Errorf("cannot read the epoch of the log: %w", err)
	}
	return codec.Epoch{Number: row.Number, UpgradedSeq: row.UpgradedSeq}, nil
}

// markBackup marks a copy of a database as a backup. The first opening of the copy begins a
// new epoch.
func markBackup(db *gorm.DB) error {
	marked := db.Model(&epochRow{}).Where("num = 1").Update("backup", true)
	if marked.Error == nil && marked.RowsAffected != 1 {
		return errors.New("the database has no epoch")
	}
	return marked.Error
}

// beginEpoch begins a new epoch if the database is a backup that is opened for the first
// time. One statement removes the mark and stores the epoch, so that a backup whose opening
// was interrupted remains marked.
func (r *Reservation) beginEpoch(ctx context.Context, database *sqlite.Database) error {
	var random [8]byte
	_, _ = rand.Read(random[:]) // never fails
	begun := database.Writes().WithContext(ctx).Model(&epochRow{}).Where("backup").Updates(map[string]any{
		"number":       int64(binary.NativeEndian.Uint64(random[:])),
		"backup":       false,
		"upgraded_seq": 0,
	})
	if begun.Error == nil && begun.RowsAffected > 0 {
		r.cfg.Logger.InfoContext(ctx, "a backup is opened for the first time: earlier cursors of lists ordered by recordedDateTime are rejected from now on",
			"database", database.Path())
	}
	return begun.Error
}
