package store

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"

	"github.com/mattn/go-sqlite3"
	"gorm.io/gorm"
)

// transaction holds its connection itself, and is no sql.Tx. That one starts a
// goroutine for each query, which costs more than the query, and closes the connection
// if its context ends.
type transaction struct {
	conn *sql.Conn
	// db is gorm's session in it.
	db *gorm.DB
}

// begin begins a transaction that may write at once. The caller ends it.
func (s *Store) begin() (*transaction, error) { return beginOn(s.writes, "BEGIN IMMEDIATE") }

// beginOn begins a transaction on a connection of a pool by a statement. The caller
// ends it.
func beginOn(pooled *gorm.DB, statement string) (*transaction, error) {
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
	return &transaction{conn, db}, nil
}

func (t *transaction) commit() error {
	_, err := t.conn.ExecContext(context.Background(), "COMMIT")
	return err
}

// lost says that SQLite has rolled the transaction back by itself, as it does after
// some errors, of reading too: of the disk, or of memory. What follows would commit
// alone.
func (t *transaction) lost() bool {
	lost := true
	err := t.conn.Raw(func(connection any) error {
		lost = connection.(*sqlite3.SQLiteConn).AutoCommit()
		return nil
	})
	return lost || err != nil
}

// end rolls back what was not committed, and gives the connection back once nothing
// is read on it any more.
func (t *transaction) end() error {
	// Its only error is that of a connection that Raw has closed.
	defer t.conn.Close() //nolint:errcheck
	return t.conn.Raw(func(connection any) error {
		// After some errors SQLite has rolled back already.
		c := connection.(*sqlite3.SQLiteConn)
		if c.AutoCommit() {
			return nil
		}
		if _, err := c.Exec("ROLLBACK", nil); err != nil {
			// Nobody may go on in this transaction: the connection is closed.
			return errors.Join(err, driver.ErrBadConn)
		}
		return nil
	})
}
