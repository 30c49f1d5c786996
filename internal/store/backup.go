package store

import (
	"context"

	"github.com/itemactivity/itemactivity/internal/store/sqlite"
)

// Backup copies the database as it is now into a new file, beside a server that
// may go on writing, and returns the size of the copy. The file has its name once
// the copy is whole, checked and on the disk; progress is told how many bytes of
// how many are copied.
func Backup(ctx context.Context, cfg Config, file string, progress func(done, of int64)) (size int64, err error) {
	return sqlite.Backup(ctx, cfg.database(), file, progress)
}
