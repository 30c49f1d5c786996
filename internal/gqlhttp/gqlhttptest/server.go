// Package gqlhttptest serves GraphQL over a fresh database to tests.
package gqlhttptest

import (
	"bytes"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"github.com/itemactivity/itemactivity/internal/auth"
	"github.com/itemactivity/itemactivity/internal/gqlhttp"
	"github.com/itemactivity/itemactivity/internal/store"
	"github.com/itemactivity/itemactivity/internal/telemetry/requestid"
)

// Start is what the clock of every server shows until a test sets it. It is a Monday.
var Start = time.Date(2024, time.May, 6, 7, 8, 9, 123_456_700, time.UTC)

// Server is the GraphQL endpoint over a database of its own.
type Server struct {
	Handler http.Handler
	Store   *store.Store
	Path    string // of the database file
	Log     *Log   // what the store and the handler log, unless Config has a logger

	config Config
	mu     sync.Mutex
	now    time.Time
}

// Config says in what a server differs from others.
type Config struct {
	// Limits are those of requests; zero is DefaultLimits with room for many errors.
	Limits gqlhttp.Limits
	// MaxFuture is how far ahead of the clock the time of a fact may be; zero is any.
	MaxFuture time.Duration
	// Logger gets what is logged instead of Log.
	Logger *slog.Logger
}

// NewServer returns a server that answers with up to a hundred errors and takes times
// of any future. The end of the test closes it.
func NewServer(tb testing.TB) *Server {
	tb.Helper()
	return NewServerWith(tb, Config{})
}

// NewServerWith is NewServer with a configuration.
func NewServerWith(tb testing.TB, c Config) *Server {
	tb.Helper()
	s := &Server{now: Start, Log: new(Log), Path: filepath.Join(tb.TempDir(), "itemactivity.db")}
	if c.Limits == (gqlhttp.Limits{}) {
		c.Limits = gqlhttp.DefaultLimits()
		c.Limits.Errors = 100
	}
	if c.Logger == nil {
		c.Logger = slog.New(slog.NewTextHandler(s.Log, nil))
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

// SetLimits replaces the handler by one with other limits.
func (s *Server) SetLimits(limits gqlhttp.Limits) {
	s.config.Limits = limits
	s.Handler = gqlhttp.NewHandler(s.Store, gqlhttp.Options{Limits: limits, Introspection: true, Logger: s.config.Logger})
}

// Reopen closes the database, as a server does that stops, and opens it again.
func (s *Server) Reopen(tb testing.TB) {
	tb.Helper()
	if err := s.Store.Close(); err != nil {
		tb.Fatal(err)
	}
	s.open(tb)
}

// Clock returns the time that the server has.
func (s *Server) Clock() time.Time {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.now
}

// SetClock sets the time that the server has.
func (s *Server) SetClock(to time.Time) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.now = to
}

// Do sends a request as a caller, nobody if nil, and returns the response with the id
// that the request was given.
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

// Log is what was logged.
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
