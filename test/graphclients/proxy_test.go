package graphclients

import (
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"strings"
	"sync"
	"testing"
)

// faultHeader names a fault of the proxy. Requests with the same value are attempts of one
// request. The first attempt fails.
//
//	unsent NAME    503 before the server gets the request
//	lost NAME      503 after the server has sent its response, which is lost
//	timeout NAME   504 after the server has sent its response, which is lost
const faultHeader = "Test-Fault"

// proxy terminates TLS in front of a server.
type proxy struct {
	*httptest.Server
	// target is the address of the server.
	target string

	mu sync.Mutex
	// attempts are the headers of the requests with a fault.
	attempts map[string][]http.Header
}

func (p *proxy) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	fault := r.Header.Get(faultHeader)
	if fault == "" || !p.isFirst(fault, r.Header) {
		p.forward(w, r)
		return
	}
	kind, _, _ := strings.Cut(fault, " ")
	if kind != "unsent" {
		p.forward(httptest.NewRecorder(), r)
	}
	w.Header().Set("Retry-After", "0")
	if kind == "timeout" {
		w.WriteHeader(http.StatusGatewayTimeout)
		return
	}
	w.WriteHeader(http.StatusServiceUnavailable)
}

// isFirst remembers the headers of an attempt and reports whether it is the first one.
func (p *proxy) isFirst(fault string, header http.Header) bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.attempts[fault] = append(p.attempts[fault], header.Clone())
	return len(p.attempts[fault]) == 1
}

func (p *proxy) forward(w http.ResponseWriter, r *http.Request) {
	forward := httputil.ReverseProxy{Rewrite: func(r *httputil.ProxyRequest) { r.SetURL(&url.URL{Scheme: "http", Host: p.target}) }}
	forward.ServeHTTP(w, r)
}

// wantRetried checks that a client repeated each request with a fault once, with the headers
// by which the server recognizes the repetition.
func (p *proxy) wantRetried(t *testing.T, requests int) {
	t.Helper()
	p.mu.Lock()
	defer p.mu.Unlock()
	if len(p.attempts) != requests {
		t.Errorf("%d requests had faults, want %d", len(p.attempts), requests)
	}
	for fault, attempts := range p.attempts {
		if len(attempts) != 2 {
			t.Errorf("%s: there were %d attempts, want 2", fault, len(attempts))
			continue
		}
		const id = "Client-Request-Id"
		first, second := attempts[0], attempts[1]
		if first.Get("Retry-Attempt") != "" || second.Get("Retry-Attempt") != "1" || first.Get(id) == "" || first.Get(id) != second.Get(id) {
			t.Errorf("%s: the headers are %v, then %v", fault, first, second)
		}
	}
}
