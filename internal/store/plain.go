package store

import (
	"context"
	"database/sql"
	"log/slog"

	"gorm.io/gorm"
	"gorm.io/gorm/logger"
)

// loggedPool runs statements without gorm. At the debug level it logs them, as
// statementLogger does with gorm's.
type loggedPool struct {
	gorm.ConnPool
	logger logger.Interface
}

func (p loggedPool) log(ctx context.Context, statement string) {
	if l, ok := p.logger.(statementLogger); ok && l.logger.Enabled(ctx, slog.LevelDebug) {
		l.logger.DebugContext(ctx, statementMessage, statementKey, statement)
	}
}

// QueryContext implements gorm.ConnPool.
func (p loggedPool) QueryContext(ctx context.Context, statement string, args ...any) (*sql.Rows, error) {
	p.log(ctx, statement)
	return p.ConnPool.QueryContext(ctx, statement, args...)
}

// QueryRowContext implements gorm.ConnPool.
func (p loggedPool) QueryRowContext(ctx context.Context, statement string, args ...any) *sql.Row {
	p.log(ctx, statement)
	return p.ConnPool.QueryRowContext(ctx, statement, args...)
}

// ExecContext implements gorm.ConnPool.
func (p loggedPool) ExecContext(ctx context.Context, statement string, args ...any) (sql.Result, error) {
	p.log(ctx, statement)
	return p.ConnPool.ExecContext(ctx, statement, args...)
}

func (v view) plain() loggedPool { return loggedPool{v.db.Statement.ConnPool, v.db.Logger} }

// row runs a statement of at most one row without gorm, in the same transaction.
// Recording an access asks a handful of single values, and what gorm does for each
// costs more than SQLite's answer.
func (v view) row(statement string, args ...any) *sql.Row {
	return v.plain().QueryRowContext(v.db.Statement.Context, statement, args...)
}

// insert runs a statement that inserts one row, without gorm, and returns the
// row's number.
func (t *txn) insert(statement string, args ...any) (int64, error) {
	t.wrote = true
	result, err := t.plain().ExecContext(t.db.Statement.Context, statement, args...)
	if err != nil {
		return 0, err
	}
	return result.LastInsertId()
}
