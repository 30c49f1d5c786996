package gqlhttp_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"runtime"
	"runtime/pprof"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/itemactivity/itemactivity/internal/auth"
	"github.com/itemactivity/itemactivity/internal/engine"
	"github.com/itemactivity/itemactivity/internal/gqlhttp"
	"github.com/itemactivity/itemactivity/internal/gqlhttp/gqlhttptest"
)

// TestRequestsLeakNothing ends requests in every possible way. No request may leak a
// goroutine or a database connection. Each way is used more often than there are
// connections. If each request leaked one, no connection would be left for the next request.
func TestRequestsLeakNothing(t *testing.T) {
	s := gqlhttptest.NewServer(t)
	if err := s.Store.CreateExample(t.Context()); err != nil {
		t.Fatal(err)
	}
	before := runtime.NumGoroutine()
	times := 4*runtime.NumCPU() + 8

	patient := listen(t, s, engine.DefaultLimits().Time)
	for n := range times {
		for _, body := range []string{
			largeQuery, meQuery, `{"query":"{ nothing }"}`, `{"query":"{`, `{"query":"{ groups { totalCount `,
			`{"query":"{ ` + strings.Repeat("me { id } ", 300) + `}"}`, createGroupBody(fmt.Sprintf("kept-%d", n)),
		} {
			// A request that waits for a leaked connection exceeds its time limit.
			if response, err := patient.send(t.Context(), body); err != nil || strings.Contains(response, "UNAVAILABLE") {
				t.Fatalf("the response to %s is %s (%v)", body, response, err)
			}
		}
		patient.abandonBody(t)
	}
	patient.cancelMany(t, times)
	patient.close()

	for _, limit := range []time.Duration{1, 100 * time.Microsecond, time.Millisecond, 3 * time.Millisecond} {
		hasty := listen(t, s, limit)
		for n := range times {
			for _, body := range []string{largeQuery, createGroupBody(fmt.Sprintf("hasty-%d-%d", limit, n))} {
				if _, err := hasty.send(t.Context(), body); err != nil {
					t.Error(err)
				}
			}
		}
		hasty.close()
	}

	if got := s.Text(t, `{"query":"{ group(id: \"kept-0\") { id } }"}`); got != `{"data":{"group":{"id":"kept-0"}}}` {
		t.Errorf("afterwards, the response is %s", got)
	}
	waitForGoroutines(t, before)
}

// listener is a GraphQL endpoint that listens on a port, with a client for it.
type listener struct {
	*httptest.Server
	client *http.Client
}

func listen(t *testing.T, s *gqlhttptest.Server, limit time.Duration) *listener {
	t.Helper()
	limits := engine.DefaultLimits()
	limits.Time = limit
	endpoint := gqlhttp.NewHandler(engine.New(s.Store, engine.Options{WithoutPlans: gqlhttptest.WithoutPlans(), Limits: limits, Logger: slog.New(slog.NewTextHandler(s.Log, nil))}))
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		endpoint.ServeHTTP(w, r.WithContext(auth.WithPrincipal(r.Context(), auth.Local())))
	}))
	client := server.Client()
	client.Timeout = longestRequest
	return &listener{server, client}
}

func (l *listener) close() {
	l.client.CloseIdleConnections()
	l.Close()
}

func (l *listener) send(ctx context.Context, body string) (string, error) {
	return l.stream(ctx, strings.NewReader(body))
}

func (l *listener) stream(ctx context.Context, body io.Reader) (string, error) {
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, l.URL, body)
	if err != nil {
		return "", err
	}
	request.Header.Set("Content-Type", jsonType)
	response, err := l.client.Do(request)
	if err != nil {
		return "", err
	}
	defer response.Body.Close()
	text, err := io.ReadAll(response.Body)
	return string(text), err
}

// abandonBody sends a part of a body and disconnects.
func (l *listener) abandonBody(t *testing.T) {
	t.Helper()
	half := io.MultiReader(strings.NewReader(`{"query":"{ me {`), broken{})
	if _, err := l.stream(t.Context(), half); err == nil {
		t.Error("an incomplete body got a response")
	}
}

// cancelMany sends requests and cancels each after a different time, so that requests are
// canceled in every phase.
func (l *listener) cancelMany(t *testing.T, times int) {
	t.Helper()
	var clients sync.WaitGroup
	for n := range 4 * times {
		clients.Go(func() {
			ctx, cancel := context.WithTimeout(t.Context(), time.Duration(n)*200*time.Microsecond)
			defer cancel()
			body := largeQuery
			if n%2 == 1 {
				body = createGroupBody(fmt.Sprintf("left-%d", n))
			}
			if _, err := l.send(ctx, body); err != nil && !errors.Is(err, context.DeadlineExceeded) {
				t.Error(err)
			}
		})
	}
	clients.Wait()
}

// waitForGoroutines waits until the number of goroutines is at most before.
func waitForGoroutines(t *testing.T, before int) {
	t.Helper()
	deadline := time.After(20 * time.Second)
	look := time.NewTicker(5 * time.Millisecond)
	defer look.Stop()
	for runtime.NumGoroutine() > before {
		select {
		case <-look.C:
		case <-deadline:
			var stacks strings.Builder
			_ = pprof.Lookup("goroutine").WriteTo(&stacks, 1)
			t.Fatalf("there are %d goroutines, want at most %d:\n%s", runtime.NumGoroutine(), before, stacks.String())
		}
	}
}
