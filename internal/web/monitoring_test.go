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

// monitoredServer has the handlers of a server with monitoring. fault is the result of its
// readiness check.
type monitoredServer struct {
	main, separate http.Handler
	readiness      *web.Readiness
	fault          error
	log            bytes.Buffer
}

func newMonitoredServer() *monitoredServer {
	s := &monitoredServer{}
	logger := slog.New(slog.NewTextHandler(&s.log, nil))
	s.readiness = web.NewReadiness(func(context.Context) []web.Check {
		return []web.Check{{Name: "database", Err: s.fault}, {Name: "writer"}}
	}, logger)
	metrics := http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { io.WriteString(w, "numbers") })
	s.main = web.NewHandler(web.Options{
		GraphQL: http.HandlerFunc(func(http.ResponseWriter, *http.Request) {}), Monitoring: web.Monitoring{Readiness: s.readiness}, Logger: logger,
	})
	s.separate = web.NewMonitoringHandler(web.Monitoring{Readiness: s.readiness, Metrics: metrics}, true, logger)
	return s
}

func send(h http.Handler, method, path, host string) *httptest.ResponseRecorder {
	r := httptest.NewRequest(method, path, nil)
	r.Host = host
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	return w
}

func TestMonitoringRoutes(t *testing.T) {
	s := newMonitoredServer()
	for _, test := range []struct {
		server             http.Handler
		method, path, host string
		status             int
	}{
		{s.main, "GET", "/livez", "localhost", 200},
		{s.main, "HEAD", "/readyz", "localhost", 200},
		{s.main, "POST", "/livez", "localhost", 404},
		{s.main, "POST", "/readyz", "localhost", 404},
		{s.main, "GET", "/metrics", "localhost", 404},
		{s.main, "GET", "/readyz", "evil.test", 403},
		{s.separate, "GET", "/livez", "localhost", 200},
		{s.separate, "GET", "/readyz", "127.0.0.1:9090", 200},
		{s.separate, "GET", "/metrics", "localhost", 200},
		{s.separate, "GET", "/metrics", "evil.test", 403},
		{s.separate, "POST", "/livez", "localhost", 404},
		{s.separate, "POST", "/readyz", "localhost", 404},
		{s.separate, "POST", "/metrics", "localhost", 404},
		{s.separate, "GET", "/graphql", "localhost", 404},
		{s.separate, "GET", "/", "localhost", 404},
	} {
		if got := send(test.server, test.method, test.path, test.host); got.Code != test.status || got.Header().Get("X-Content-Type-Options") != "nosniff" {
			t.Errorf("%s %s with the host %s: status %d, want %d; %v", test.method, test.path, test.host, got.Code, test.status, got.Header())
		}
	}
}

func TestReadiness(t *testing.T) {
	s := newMonitoredServer()
	wants := func(status int, body string) {
		t.Helper()
		for range 3 {
			for _, server := range []http.Handler{s.main, s.separate} {
				got := send(server, "GET", "/readyz", "localhost")
				if got.Code != status || strings.TrimSpace(got.Body.String()) != body {
					t.Errorf("/readyz: status %d, %s; want %d, %s", got.Code, got.Body, status, body)
				}
			}
		}
		if got := send(s.main, "GET", "/livez", "localhost"); got.Code != http.StatusOK {
			t.Errorf("/livez: status %d", got.Code)
		}
	}
	wants(200, `{"status":"ready","checks":{"database":"ok","writer":"ok"}}`)
	if s.log.Len() > 0 {
		t.Errorf("the log has %s", s.log.String())
	}
	s.fault = errors.New("cannot be written")
	wants(503, `{"status":"not ready","checks":{"database":"cannot be written","writer":"ok"}}`)
	s.fault = nil
	wants(200, `{"status":"ready","checks":{"database":"ok","writer":"ok"}}`)
	if got := send(s.main, "POST", "/graphql", "localhost").Header().Get("Connection"); got != "" {
		t.Errorf("Connection is %q before the stop", got)
	}
	s.log.Reset()
	s.readiness.Stop()
	wants(503, `{"status":"stopping","checks":{"database":"ok","writer":"ok"}}`)
	if lines := strings.Count(s.log.String(), "\n"); lines != 1 {
		t.Errorf("the log has %d lines about one change: %s", lines, s.log.String())
	}
	if got := send(s.main, "POST", "/graphql", "localhost"); got.Code != http.StatusOK || got.Header().Get("Connection") != "close" {
		t.Errorf("during the stop: status %d, Connection %q", got.Code, got.Header().Get("Connection"))
	}
}
