package statement

import (
	"strings"

	"gorm.io/gorm"
)

// Insert inserts rows into one table, many with one statement, because the overhead of a
// statement exceeds the cost of a row. The statements are plain SQL on the connection of
// gorm's session. gorm would compose the text of a statement again for each use. They are
// logged like those of gorm.
type Insert[R any] struct {
	// statements insert 1, 2, 4 and up to 32 rows. Together they insert any number of rows.
	statements [6]string
	columns    int
	values     func([]any, R) []any
}

// NewInsert returns an Insert into a table with columns, such as "users (num, id)". onConflict
// is empty, or an ON CONFLICT clause that updates the row in the table. The function values
// appends a value for each column. If Run fails, the whole transaction must be rolled back.
func NewInsert[R any](into, onConflict string, values func([]any, R) []any) Insert[R] {
	i := Insert[R]{columns: 1 + strings.Count(into, ","), values: values}
	// With OR FAIL, SQLite need not be able to roll back the statement, for which it would
	// copy each changed page to a journal.
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
func (i Insert[R]) Run(tx *gorm.DB, rows []R) error {
	e := newExecution()
	defer e.end()
	for size := len(i.statements) - 1; len(rows) > 0; size-- {
		for n := 1 << size; len(rows) >= n; rows = rows[n:] {
			e.values = e.values[:0]
			for _, row := range rows[:n] {
				e.values = i.values(e.values, row)
			}
			if _, err := e.run(tx, i.statements[size], int64(n)); err != nil {
				return err
			}
		}
	}
	return nil
}
