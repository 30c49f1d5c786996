package web_test

import (
	"bytes"
	"context"
	"errors"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/itemactivity/itemactivity/internal/web"
)

// monitoredServer is a server with monitoring, and what its checks find.
type monitoredServer struct {
	main, own http.Handler
	readiness *web.Readiness
	fault     error
	log       bytes.Buffer
}

func newMonitoredServer() *monitoredServer {
	w := &monitoredServer{}
	logger := slog.New(slog.NewTextHandler(&w.log, nil))
	w.readiness = web.NewReadiness(func(context.Context) []web.Check {
		return []web.Check{{Name: "database", Err: w.fault}, {Name: "writer"}}
	}, logger)
	metrics := http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { io.WriteString(w, "numbers") })
	w.main = web.NewHandler(web.Options{
		GraphQL: http.HandlerFunc(func(http.ResponseWriter, *http.Request) {}), Monitoring: web.Monitoring{Readiness: w.readiness}, Logger: logger,
	})
	w.own = web.NewMonitoringHandler(web.Monitoring{Readiness: w.readiness, Metrics: metrics}, true, logger)
	return w
}

func asks(h http.Handler, method, path, host string) *httptest.ResponseRecorder {
	r := httptest.NewRequest(method, path, nil)
	r.Host = host
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	return w
}

func TestMonitoringRoutes(t *testing.T) {
	w := newMonitoredServer()
	for _, test := range []struct {
		server             http.Handler
		method, path, host string
		status             int
	}{
		{w.main, "GET", "/livez", "localhost", 200},
		{w.main, "HEAD", "/readyz", "localhost", 200},
		{w.main, "POST", "/livez", "localhost", 404},
		{w.main, "POST", "/readyz", "localhost", 404},
		{w.main, "GET", "/metrics", "localhost", 404},
		{w.main, "GET", "/readyz", "evil.test", 403},
		{w.own, "GET", "/livez", "localhost", 200},
		{w.own, "GET", "/readyz", "127.0.0.1:9090", 200},
		{w.own, "GET", "/metrics", "localhost", 200},
		{w.own, "GET", "/metrics", "evil.test", 403},
		{w.own, "POST", "/livez", "localhost", 404},
		{w.own, "POST", "/readyz", "localhost", 404},
		{w.own, "POST", "/metrics", "localhost", 404},
		{w.own, "GET", "/graphql", "localhost", 404},
		{w.own, "GET", "/", "localhost", 404},
	} {
		if got := asks(test.server, test.method, test.path, test.host); got.Code != test.status || got.Header().Get("X-Content-Type-Options") != "nosniff" {
			t.Errorf("%s %s of %s: status %d, want %d; %v", test.method, test.path, test.host, got.Code, test.status, got.Header())
		}
	}
}

func TestReadiness(t *testing.T) {
	w := newMonitoredServer()
	wants := func(status int, body string) {
		t.Helper()
		for range 3 {
			for _, server := range []http.Handler{w.main, w.own} {
				got := asks(server, "GET", "/readyz", "localhost")
				if got.Code != status || strings.TrimSpace(got.Body.String()) != body {
					t.Errorf("status %d, %s; want %d, %s", got.Code, got.Body, status, body)
				}
			}
		}
		if got := asks(w.main, "GET", "/livez", "localhost"); got.Code != http.StatusOK {
			t.Errorf("it is not live: %d", got.Code)
		}
	}
	wants(200, `{"status":"ready","checks":{"database":"ok","writer":"ok"}}`)
	if w.log.Len() > 0 {
		t.Errorf("the log has %s", w.log.String())
	}
	w.fault = errors.New("cannot be written")
	wants(503, `{"status":"not ready","checks":{"database":"cannot be written","writer":"ok"}}`)
	w.fault = nil
	wants(200, `{"status":"ready","checks":{"database":"ok","writer":"ok"}}`)
	if got := asks(w.main, "POST", "/graphql", "localhost").Header().Get("Connection"); got != "" {
		t.Errorf("Connection is %q before the stop", got)
	}
	w.log.Reset()
	w.readiness.Stop()
	wants(503, `{"status":"stopping","checks":{"database":"ok","writer":"ok"}}`)
	if lines := strings.Count(w.log.String(), "\n"); lines != 1 {
		t.Errorf("the log has %d lines of a change: %s", lines, w.log.String())
	}
	if got := asks(w.main, "POST", "/graphql", "localhost"); got.Code != http.StatusOK || got.Header().Get("Connection") != "close" {
		t.Errorf("while it stops, status %d and Connection %q", got.Code, got.Header().Get("Connection"))
	}
}
