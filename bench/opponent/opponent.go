// Package opponent contains the servers with which itemactivity is compared. They store the
// same accesses with the same durability, each as fast as its design allows.
// bench/README.md describes them and the attempts to make them faster.
package opponent

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"slices"
)

// server is a handler and its database.
type server struct {
	http.Handler
	io.Closer
}

var kinds = map[string]func(database string) (server, error){
	"raw":      openRaw,
	"grouped":  openGrouped,
	"textbook": openTextbook,
	"standin":  openStandin,
	"nothing":  openNothing,
	Gophers:    openGophers,
}

// Serve runs a kind of opponent on a free port until the context ends, and writes the URL to
// the log.
func Serve(ctx context.Context, kind, database string, log io.Writer) (err error) {
	open := kinds[kind]
	if open == nil {
		return fmt.Errorf("there is no opponent %q", kind)
	}
	s, err := open(database)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, s.Close()) }()
	listener, err := new(net.ListenConfig).Listen(ctx, "tcp", "127.0.0.1:0")
	if err != nil {
		return err
	}
	slog.New(slog.NewTextHandler(log, nil)).Info("listening", "url", "http://"+listener.Addr().String()+"/", "opponent", kind)
	listening := &http.Server{Handler: s}
	context.AfterFunc(ctx, func() { _ = listening.Shutdown(context.WithoutCancel(ctx)) })
	if err := listening.Serve(listener); !errors.Is(err, http.ErrServerClosed) {
		return err
	}
	return nil
}

// durable makes SQLite sync each commit to the disk, as itemactivity does.
const durable = "?_journal_mode=WAL&_synchronous=FULL&_busy_timeout=5000"

// The fast servers also have the page cache size and the few checkpoints of itemactivity,
// and the statement journal in memory.
const (
	manyPages = "&_cache_size=-12288"
	asProduct = "PRAGMA wal_autocheckpoint = 8192; PRAGMA temp_store = MEMORY"
)

// Stores reports whether a kind of opponent has a database.
func Stores(kind string) bool { return kind != "nothing" }

// Gorm reports whether a kind of opponent creates its tables with gorm.
func Gorm(kind string) bool { return slices.Contains([]string{"textbook", "standin"}, kind) }
