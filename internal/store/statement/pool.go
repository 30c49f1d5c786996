package statement

import (
	"context"
	"database/sql"
	"log/slog"

	"gorm.io/gorm"
	"gorm.io/gorm/logger"
)

// Pool runs statements without gorm. At the debug level it logs them, as
// statementLogger does with gorm's.
type Pool struct {
	gorm.ConnPool
	logger logger.Interface
}

// PoolOf returns a pool that runs statements on the connection of gorm's session, and so
// in the same transaction.
func PoolOf(db *gorm.DB) Pool { return Pool{db.Statement.ConnPool, db.Logger} }

func (p Pool) log(ctx context.Context, statement string) {
	if l, ok := p.logger.(statementLogger); ok && l.logger.Enabled(ctx, slog.LevelDebug) {
		l.logger.DebugContext(ctx, statementMessage, statementKey, statement)
	}
}

// QueryContext implements gorm.ConnPool.
func (p Pool) QueryContext(ctx context.Context, statement string, args ...any) (*sql.Rows, error) {
	p.log(ctx, statement)
	return p.ConnPool.QueryContext(ctx, statement, args...)
}

// QueryRowContext implements gorm.ConnPool.
func (p Pool) QueryRowContext(ctx context.Context, statement string, args ...any) *sql.Row {
	p.log(ctx, statement)
	return p.ConnPool.QueryRowContext(ctx, statement, args...)
}

// ExecContext implements gorm.ConnPool.
func (p Pool) ExecContext(ctx context.Context, statement string, args ...any) (sql.Result, error) {
	p.log(ctx, statement)
	return p.ConnPool.ExecContext(ctx, statement, args...)
}
