package statement

import (
	"context"
	"strings"

	"gorm.io/gorm"
)

// Insert inserts rows of one table without gorm, many by one statement. A transaction has
// many rows, and the overhead of a statement is larger than the cost of a row.
type Insert[R any] struct {
	// statements insert 1, 2, 4 ... rows, so that a few serve any number of them.
	statements [6]string
	columns    int
	values     func(R) []any
}

// NewInsert returns an Insert into a table with columns, such as "users (num, id)". The
// function values returns a value for each column. If Run fails, the whole transaction
// must be rolled back.
func NewInsert[R any](into, onConflict string, values func(R) []any) Insert[R] {
	i := Insert[R]{columns: 1 + strings.Count(into, ","), values: values}
	// Without a conflict to resolve, SQLite need not be able to undo half a statement,
	// for which it keeps a copy of each page.
	insert := "INSERT INTO "
	if onConflict == "" {
		insert = "INSERT OR FAIL INTO "
	}
	row := "(?" + strings.Repeat(", ?", i.columns-1) + ")"
	for size := range i.statements {
		i.statements[size] = insert + into + " VALUES " + row + strings.Repeat(", "+row, 1<<size-1) + " " + onConflict
	}
	return i
}

// Run inserts the rows.
func (i Insert[R]) Run(ctx context.Context, tx gorm.ConnPool, rows []R) error {
	for size := len(i.statements) - 1; len(rows) > 0; size-- {
		for n := 1 << size; len(rows) >= n; rows = rows[n:] {
			values := make([]any, 0, n*i.columns)
			for _, row := range rows[:n] {
				values = append(values, i.values(row)...)
			}
			if _, err := tx.ExecContext(ctx, i.statements[size], values...); err != nil {
				return err
			}
		}
	}
	return nil
}
