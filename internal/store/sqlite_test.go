package store_test

import (
	"log/slog"
	"path/filepath"
	"testing"

	"github.com/itemactivity/itemactivity/internal/store"
	"github.com/itemactivity/itemactivity/internal/store/storetest"
	"github.com/itemactivity/itemactivity/internal/store/verify"
)

// TestSQLite runs the tests of package storetest with SQLite.
func TestSQLite(t *testing.T) {
	storetest.Run(t, func(tb testing.TB) storetest.Database {
		tb.Helper()
		path := filepath.Join(tb.TempDir(), "itemactivity.db")
		return storetest.Database{
			Open: func(tb testing.TB, cfg store.Config) *store.Store {
				tb.Helper()
				cfg.Path = path
				s, err := store.Open(tb.Context(), cfg)
				if err != nil {
					tb.Fatal(err)
				}
				tb.Cleanup(func() { s.Close() })
				return s
			},
			Verify: func(tb testing.TB) *verify.Result {
				tb.Helper()
				found, err := store.Verify(tb.Context(), store.Config{Path: path, Logger: slog.New(slog.DiscardHandler)}, nil)
				if err != nil {
					tb.Fatal(err)
				}
				return found
			},
		}
	})
}
