package store

import (
	"database/sql"
	"errors"
)

// pluck runs a statement of at most one value without gorm, in the same
// transaction; nil where it finds no row. Recording an access asks a handful of
// single values, and what gorm does for each costs more than SQLite's answer.
func pluck[T any](v view, statement string, args ...any) (*T, error) {
	var value T
	err := v.row(statement, args...).Scan(&value)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	return &value, nil
}

// row runs a statement of one row without gorm, in the same transaction.
func (v view) row(statement string, args ...any) *sql.Row {
	return v.db.Statement.ConnPool.QueryRowContext(v.db.Statement.Context, statement, args...)
}

// insert runs a statement that inserts one row, without gorm, and returns the
// row's number.
func (t *txn) insert(statement string, args ...any) (int64, error) {
	t.wrote = true
	result, err := t.db.Statement.ConnPool.ExecContext(t.db.Statement.Context, statement, args...)
	if err != nil {
		return 0, err
	}
	return result.LastInsertId()
}
