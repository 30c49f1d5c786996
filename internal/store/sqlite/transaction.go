package sqlite

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"

	"github.com/mattn/go-sqlite3"
	"gorm.io/gorm"

	"github.com/itemactivity/itemactivity/internal/store/statement"
	"github.com/itemactivity/itemactivity/models"
)

// Transaction is a transaction on its own connection. It does not use sql.Tx. A sql.Tx
// starts a goroutine for each query, which costs more than the query, and closes the
// connection if its context ends.
type Transaction struct {
	conn *sql.Conn
	// DB is gorm's session in the transaction.
	DB *gorm.DB
	// ended is called by End. It may be nil.
	ended func()
}

// beginOn begins a transaction on a connection of a pool, with the statement. The caller
// must end it.
func beginOn(pooled *gorm.DB, statement string) (*Transaction, error) {
	ctx := context.Background()
	pool, err := pooled.DB()
	if err != nil {
		return nil, err
	}
	conn, err := pool.Conn(ctx)
	if err != nil {
		return nil, err
	}
	if _, err := conn.ExecContext(ctx, statement); err != nil {
		return nil, errors.Join(err, conn.Close())
	}
	db := pooled.Session(&gorm.Session{NewDB: true, Context: ctx})
	db.Statement.ConnPool = conn
	return &Transaction{conn: conn, DB: db}, nil
}

// Commit commits the transaction. The data is synced to the disk when Commit returns.
func (t *Transaction) Commit() error {
	_, err := t.conn.ExecContext(context.Background(), "COMMIT")
	return statement.Translate(t.DB, err)
}

// ErrLost is the error of a transaction that SQLite has rolled back by itself. Nothing of
// it is stored.
var ErrLost = errors.Join(errors.New("SQLite has rolled the transaction back"),
	&models.Error{Code: models.Unavailable, Message: unwritableMessage, RetryAfter: 1})

// Err returns ErrLost if SQLite has rolled back the transaction by itself. It does so after
// some I/O errors and when memory runs out, also during reads. Each further statement would
// commit separately. Err is not called after a successful Commit.
func (t *Transaction) Err() error {
	lost := true
	err := t.conn.Raw(func(connection any) error {
		lost = connection.(*sqlite3.SQLiteConn).AutoCommit()
		return nil
	})
	if lost || err != nil {
		return errors.Join(ErrLost, err)
	}
	return nil
}

// End rolls back what was not committed, and returns the connection to its pool when
// nothing reads on it. It must be called after Commit too.
func (t *Transaction) End() error {
	if t.ended != nil {
		defer t.ended()
	}
	// Close returns an error only if Raw has closed the connection.
	defer t.conn.Close() //nolint:errcheck
	return t.conn.Raw(func(connection any) error {
		// After some errors SQLite has rolled back already.
		c := connection.(*sqlite3.SQLiteConn)
		if c.AutoCommit() {
			return nil
		}
		if _, err := c.Exec("ROLLBACK", nil); err != nil {
			// The transaction must not continue, so the connection is closed.
			return errors.Join(err, driver.ErrBadConn)
		}
		return nil
	})
}
