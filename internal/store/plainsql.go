package store

import (
	"database/sql"

	"github.com/itemactivity/itemactivity/internal/store/statementlog"
)

func (v readTx) plain() statementlog.Pool { return statementlog.PoolOf(v.DB) }

// row runs a statement of at most one row without gorm, in the same transaction.
// Recording an access asks a handful of single values, and what gorm does for each
// costs more than SQLite's answer.
func (v readTx) row(statement string, args ...any) *sql.Row {
	return v.plain().QueryRowContext(v.DB.Statement.Context, statement, args...)
}

// insert runs a statement that inserts one row, without gorm, and returns the
// row's number.
func (t *mutationTx) insert(statement string, args ...any) (int64, error) {
	t.wrote = true
	result, err := t.plain().ExecContext(t.DB.Statement.Context, statement, args...)
	if err != nil {
		return 0, err
	}
	return result.LastInsertId()
}
