// Package gqlhttptest serves GraphQL from a new database for tests.
package gqlhttptest

import (
	"bytes"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"github.com/itemactivity/itemactivity/internal/auth"
	"github.com/itemactivity/itemactivity/internal/engine"
	"github.com/itemactivity/itemactivity/internal/gqlhttp"
	"github.com/itemactivity/itemactivity/internal/store"
	"github.com/itemactivity/itemactivity/internal/telemetry/requestid"
)

// Start is the time of a server's clock until a test sets it. It is a Monday.
var Start = time.Date(2024, time.May, 6, 7, 8, 9, 123_456_700, time.UTC)

// Server is a GraphQL endpoint with its own database.
type Server struct {
	Handler http.Handler
	Engine  *engine.Engine // executes the operations of Handler
	Store   *store.Store
	Path    string // path of the database file
	Log     *Log   // log of the store and the handler, unless Config has a logger

	config Config
	mu     sync.Mutex
	now    time.Time
}

// Config is the configuration of a server. Its zero value is the configuration of
// NewServer.
type Config struct {
	// Limits are the limits of requests. Zero means DefaultLimits with up to 100 errors.
	Limits engine.Limits
	// MaxFuture is how far the time of an activity may be ahead of the clock. Zero means
	// that there is no limit.
	MaxFuture time.Duration
	// Logger is used instead of Log.
	Logger *slog.Logger
	// Database is the content of the database file. Nil means a new database.
	Database []byte
}

// NewServer returns a server that sends up to 100 errors in a response and accepts any time
// in the future. It is closed at the end of the test.
func NewServer(tb testing.TB) *Server {
	tb.Helper()
	return NewServerWith(tb, Config{})
}

// NewServerWith is like NewServer, with a configuration.
func NewServerWith(tb testing.TB, c Config) *Server {
	tb.Helper()
	s := &Server{now: Start, Log: new(Log), Path: filepath.Join(tb.TempDir(), "itemactivity.db")}
	if c.Limits == (engine.Limits{}) {
		c.Limits = engine.DefaultLimits()
		c.Limits.Errors = 100
	}
	if c.Logger == nil {
		c.Logger = slog.New(slog.NewTextHandler(s.Log, nil))
	}
	if c.Database != nil {
		if err := os.WriteFile(s.Path, c.Database, 0o600); err != nil {
			tb.Fatal(err)
		}
	}
	s.config = c
	s.open(tb)
	return s
}

func (s *Server) open(tb testing.TB) {
	tb.Helper()
	opened, err := store.Open(tb.Context(), store.Config{
		Path:      s.Path,
		Logger:    s.config.Logger,
		Now:       s.Clock,
		MaxFuture: s.config.MaxFuture,
	})
	if err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(func() { _ = opened.Close() })
	s.Store = opened
	s.SetLimits(s.config.Limits)
}

// SetLimits replaces the engine and the handler with ones that have other limits.
func (s *Server) SetLimits(limits engine.Limits) {
	s.config.Limits = limits
	s.Engine = engine.New(s.Store, engine.Options{Limits: limits, Introspection: true, WithoutPlans: WithoutPlans(), Logger: s.config.Logger})
	s.Handler = gqlhttp.NewHandler(s.Engine)
}

// Reopen closes the database and opens it again, like a restart of the server.
func (s *Server) Reopen(tb testing.TB) {
	tb.Helper()
	if err := s.Store.Close(); err != nil {
		tb.Fatal(err)
	}
	s.open(tb)
}

// Clock returns the time of the server's clock.
func (s *Server) Clock() time.Time {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.now
}

// SetClock sets the server's clock.
func (s *Server) SetClock(to time.Time) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.now = to
}

// Do sends a request as a caller. A nil caller sends an anonymous request. Do returns the
// response and the request id.
func (s *Server) Do(r *http.Request, caller *auth.Principal) (*httptest.ResponseRecorder, string) {
	id := requestid.New()
	ctx := requestid.With(r.Context(), id)
	if caller != nil {
		ctx = auth.WithPrincipal(ctx, caller)
	}
	recorder := httptest.NewRecorder()
	s.Handler.ServeHTTP(recorder, r.WithContext(ctx))
	return recorder, id
}

// Log is a log that is kept in memory.
type Log struct {
	mu   sync.Mutex
	text bytes.Buffer
}

func (l *Log) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.text.Write(p)
}

func (l *Log) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.text.String()
}
