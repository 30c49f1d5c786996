package statement

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"fmt"
	"io"
	"sync"
	"time"

	"gorm.io/gorm"
)

// execution is a statement that gorm does not compose, and of whose result only the first row is
// needed. It is reused, so that a statement allocates little.
type execution struct {
	statement string
	// values are the values of the placeholders, and arguments the same for the driver.
	values    []any
	arguments []driver.NamedValue
	row       []driver.Value
	// rows is the number of rows in the log.
	rows   int64
	logged func() (string, int64)
}

var executions = sync.Pool{New: func() any {
	e := new(execution)
	e.logged = func() (string, int64) { return e.statement, e.rows }
	return e
}}

func newExecution() *execution { return executions.Get().(*execution) }

// end makes the execution available to others.
func (e *execution) end() {
	clear(e.values)
	clear(e.arguments)
	clear(e.row)
	executions.Put(e)
}

// run runs a statement with the values of the execution on the connection of a session. It stores
// the columns of the first row, and reports whether there is one. It logs the statement, with the
// number of rows that it returns or inserts, and translates its error.
func (e *execution) run(tx *gorm.DB, statement string, columns int, inserted int64) (found bool, err error) {
	ctx, begin := tx.Statement.Context, time.Now()
	e.statement, e.rows = statement, 0
	e.row = append(e.row[:0], make([]driver.Value, columns)...)
	if conn, ok := tx.Statement.ConnPool.(*sql.Conn); ok {
		found, err = e.runOn(ctx, conn)
	} else {
		found, err = e.runPooled(ctx, tx.Statement.ConnPool)
	}
	switch {
	case found:
		e.rows = 1
	case err == nil:
		e.rows = inserted
	}
	tx.Logger.Trace(ctx, begin, e.logged, err)
	return found, Translate(tx, err)
}

// runOn runs the statement on the driver's connection, which allocates less than database/sql. The
// driver passes all values of a query to SQLite in one call, and each value of an Exec in a call of its
// own. An insert is therefore a query without rows.
func (e *execution) runOn(ctx context.Context, conn *sql.Conn) (found bool, err error) {
	e.arguments = e.arguments[:0]
	for i, value := range e.values {
		converted, err := driver.DefaultParameterConverter.ConvertValue(value)
		if err != nil {
			return false, fmt.Errorf("value %d: %w", i+1, err)
		}
		e.arguments = append(e.arguments, driver.NamedValue{Ordinal: i + 1, Value: converted})
	}
	err = conn.Raw(func(connection any) error {
		rows, err := connection.(driver.QueryerContext).QueryContext(ctx, e.statement, e.arguments)
		if err != nil {
			return err
		}
		err = rows.Next(e.row)
		if found = err == nil; errors.Is(err, io.EOF) {
			err = nil
		}
		return errors.Join(err, rows.Close())
	})
	return found, err
}

// runPooled runs the statement in a transaction of database/sql, such as that of a migration, whose
// connection is not accessible.
func (e *execution) runPooled(ctx context.Context, pool gorm.ConnPool) (found bool, err error) {
	rows, err := pool.QueryContext(ctx, e.statement, e.values...)
	if err != nil {
		return false, err
	}
	defer func() { err = errors.Join(err, rows.Err(), rows.Close()) }()
	if found = rows.Next(); found {
		columns, into := make([]any, len(e.row)), make([]any, len(e.row))
		for i := range columns {
			into[i] = &columns[i]
		}
		err = rows.Scan(into...)
		for i, value := range columns {
			e.row[i] = value
		}
	}
	return found, err
}
