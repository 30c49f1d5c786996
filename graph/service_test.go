package graph_test

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

// startOfClock is what the clock of every service shows until a test turns it.
// It is a Monday.
var startOfClock = time.Date(2024, time.May, 6, 7, 8, 9, 123_456_700, time.UTC)

// service is the real endpoint over a fresh database file.
type service struct {
	endpoint http.Handler
	store    *store.Store
	path     string // of the database
	log      *journal

	mu  sync.Mutex
	now time.Time
}

func newService(t *testing.T) *service {
	t.Helper()
	return newServiceWithin(t, talkative())
}

// talkative are limits with which a conversation may make many mistakes at once.
func talkative() gqlhttp.Limits {
	limits := gqlhttp.DefaultLimits()
	limits.Errors = 100
	return limits
}

// newServiceWithin takes times of any future: a test of times uses the whole range.
func newServiceWithin(t *testing.T, limits gqlhttp.Limits) *service {
	t.Helper()
	return newServiceUntil(t, limits, 0)
}

func newServiceUntil(t *testing.T, limits gqlhttp.Limits, maxFuture time.Duration) *service {
	t.Helper()
	s := &service{now: startOfClock, log: new(journal), path: filepath.Join(t.TempDir(), "itemactivity.db")}
	logger := slog.New(slog.NewTextHandler(s.log, nil))
	opened, err := store.Open(t.Context(), store.Config{
		Path:      s.path,
		Logger:    logger,
		Now:       s.clock,
		MaxFuture: maxFuture,
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { opened.Close() })
	s.store = opened
	s.endpoint = gqlhttp.NewHandler(opened, gqlhttp.Options{Limits: limits, Introspection: true, Logger: logger})
	return s
}

func (s *service) clock() time.Time {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.now
}

func (s *service) turnClock(to time.Time) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.now = to
}

// answer sends a request as a caller, nobody if nil, and returns the answer
// with the id that the request was given.
func (s *service) answer(r *http.Request, caller *auth.Principal) (*httptest.ResponseRecorder, string) {
	id := requestid.New()
	ctx := requestid.With(r.Context(), id)
	if caller != nil {
		ctx = auth.WithPrincipal(ctx, caller)
	}
	recorder := httptest.NewRecorder()
	s.endpoint.ServeHTTP(recorder, r.WithContext(ctx))
	return recorder, id
}

// journal is what was logged.
type journal struct {
	mu   sync.Mutex
	text bytes.Buffer
}

func (j *journal) Write(p []byte) (int, error) {
	j.mu.Lock()
	defer j.mu.Unlock()
	return j.text.Write(p)
}

func (j *journal) String() string {
	j.mu.Lock()
	defer j.mu.Unlock()
	return j.text.String()
}
