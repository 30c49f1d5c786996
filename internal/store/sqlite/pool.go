package sqlite

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"log/slog"
	"net/url"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"github.com/mattn/go-sqlite3"
	"gorm.io/driver/sqlite"
	"gorm.io/gorm"

	"github.com/itemactivity/itemactivity/internal/store/statement"
)

// busyTimeout is how long SQLite waits for a lock of another program, such as a backup
// tool.
const busyTimeout = 5 * time.Second

// preparedStatements is the largest number of prepared statements that the driver caches
// for a connection. Without this cache, gorm and database/sql would prepare each statement
// again in every transaction.
const preparedStatements = "128"

// writerCache is the size in KiB of the page cache of the connection that writes. The pages
// that a bulk changes should fit. SQLite writes pages that do not fit before the commit,
// and reads them again.
const writerCache = "12288"

// readerCache is the size in KiB of the page cache of a connection that serves requests to read. A
// transaction reads few pages, and the first one after a commit begins with an empty cache. SQLite's
// default, 2,000 KiB, takes 12 MiB more with 8 connections, and queries need no less processor time
// with it.
const readerCache = "512"

const (
	// statementsInMemory keeps the statement journal in memory. SQLite needs this journal
	// to roll back a statement that fails half-way. In a file, it would write each page
	// that a large statement changes once more.
	statementsInMemory = "PRAGMA temp_store = MEMORY"
	// sortsInFiles is for migrations, which sort whole tables.
	sortsInFiles = "PRAGMA temp_store = FILE"
)

// openWriter opens the one connection that writes. With FULL, a commit returns when it is
// on the disk. The driver's default in WAL mode, NORMAL, loses the last commits at a power
// failure.
func openWriter(path string, logger *slog.Logger) (*gorm.DB, error) {
	return openPool(path, url.Values{
		// A connection that is opened later must not create the file again if it was
		// removed.
		"mode":          {"rw"},
		"_journal_mode": {"WAL"},
		"_synchronous":  {"FULL"},
		"_foreign_keys": {"on"},
		"_txlock":       {"immediate"},
		"_cache_size":   {"-" + writerCache},
	}, 1, logger, "PRAGMA wal_autocheckpoint = "+longestLog, statementsInMemory)
}

// openPool opens a pool of connections. Each connection first runs the pragmas, for which
// the DSN has no option.
func openPool(path string, options url.Values, connections int, logger *slog.Logger, pragmas ...string) (*gorm.DB, error) {
	options.Set("_busy_timeout", strconv.FormatInt(busyTimeout.Milliseconds(), 10))
	options.Set("_stmt_cache_size", preparedStatements)
	// SQLite would take the start of a path with two slashes for a host name.
	path, err := filepath.Abs(path)
	if err != nil {
		return nil, err
	}
	dsn := "file:" + (&url.URL{Path: path}).EscapedPath() + "?" + options.Encode()
	pool := sql.OpenDB(connector{dsn, pragmas})
	pool.SetMaxOpenConns(connections)
	pool.SetMaxIdleConns(connections)
	db, err := gorm.Open(sqlite.New(sqlite.Config{Conn: pool}), &gorm.Config{
		SkipDefaultTransaction: true,
		Logger:                 statement.NewLogger(logger),
	})
	if err != nil {
		return nil, errors.Join(err, pool.Close())
	}
	return db, nil
}

// connector opens the connections of a pool.
type connector struct {
	dsn     string
	pragmas []string
}

// Driver implements driver.Connector.
func (c connector) Driver() driver.Driver {
	return &sqlite3.SQLiteDriver{ConnectHook: func(conn *sqlite3.SQLiteConn) error {
		_, err := conn.Exec(strings.Join(c.pragmas, ";"), nil)
		return err
	}}
}

// Connect implements driver.Connector.
func (c connector) Connect(context.Context) (driver.Conn, error) { return c.Driver().Open(c.dsn) }

// closePool closes every connection of a pool.
func closePool(db *gorm.DB) error {
	pool, err := db.DB()
	if err != nil {
		return err
	}
	return pool.Close()
}
