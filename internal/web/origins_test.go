package web_test

import (
	"net/http"
	"strings"
	"testing"
)

// TestOrigins checks, for each kind of client, whether its request reaches GraphQL, and
// whether a page of its origin may read the response.
func TestOrigins(t *testing.T) {
	const (
		local   = "http://localhost:3000"
		foreign = "https://evil.test"
	)
	for _, test := range []struct {
		name    string
		method  string
		headers []string
		reached bool
		shared  bool
	}{
		{"curl", "POST", nil, true, false},
		{"the playground", "POST", []string{"Origin", "http://localhost:8080", "Sec-Fetch-Site", "same-origin"}, true, true},
		{"a front end on another port", "POST", []string{"Origin", local, "Sec-Fetch-Site", "same-site"}, true, true},
		{"a front end on another loopback host", "POST", []string{"Origin", "http://127.0.0.1:5173", "Sec-Fetch-Site", "cross-site"}, true, true},
		{"a front end over IPv6", "POST", []string{"Host", "[::1]:8080", "Origin", "https://[::1]:3000"}, true, true},
		{"a front end that reads", "GET", []string{"Origin", local}, true, true},

		{"a foreign page", "POST", []string{"Origin", foreign, "Sec-Fetch-Site", "cross-site"}, false, false},
		{"a foreign page in an old browser", "POST", []string{"Origin", foreign}, false, false},
		{"a foreign form without an origin", "POST", []string{"Sec-Fetch-Site", "cross-site"}, false, false},
		{"a foreign page with another method", "PUT", []string{"Origin", foreign}, false, false},
		{"an origin that starts with localhost", "POST", []string{"Origin", "http://localhost.evil.test"}, false, false},
		{"a name under .localhost", "POST", []string{"Origin", "http://evil.localhost:3000"}, false, false},
		{"an allowed page", "POST", []string{"Origin", "https://app.example", "Sec-Fetch-Site", "cross-site"}, true, true},
		{"an origin that starts with an allowed one", "POST", []string{"Origin", "https://app.example.evil.test", "Sec-Fetch-Site", "cross-site"}, false, false},
		{"an allowed page without TLS", "POST", []string{"Origin", "http://app.example"}, false, false},
		{"a null origin", "POST", []string{"Origin", "null"}, false, false},
		{"a null origin with same-origin", "POST", []string{"Origin", "null", "Sec-Fetch-Site", "same-origin"}, false, false},
		{"a foreign page that reads", "GET", []string{"Origin", foreign, "Sec-Fetch-Site", "cross-site"}, true, false},
		{"a null origin that reads", "GET", []string{"Origin", "null"}, true, false},

		{"a rebound host", "POST", []string{"Host", "evil.test:8080", "Origin", "http://evil.test:8080", "Sec-Fetch-Site", "same-origin"}, false, false},
		{"a rebound host that reads", "GET", []string{"Host", "evil.test"}, false, false},
		{"a rebound host with a local origin", "POST", []string{"Host", "evil.test", "Origin", local}, false, true},
		{"no host", "GET", []string{"Host", ""}, false, false},
	} {
		t.Run(test.name, func(t *testing.T) {
			s := newDevServer()
			w := s.do(test.method, "/graphql", test.headers...)
			if reached := s.graphql == 1; reached != test.reached {
				t.Errorf("GraphQL was reached: %v, want %v", reached, test.reached)
			}
			allowed := w.Header().Get("Access-Control-Allow-Origin")
			if shared := allowed != ""; shared != test.shared {
				t.Errorf("Access-Control-Allow-Origin is %q, want it set: %v", allowed, test.shared)
			}
			if allowed == "*" || w.Header().Get("Access-Control-Allow-Credentials") != "" {
				t.Error("the response is shared with every origin, or with credentials")
			}
			if !test.reached {
				wantError(t, w, http.StatusForbidden, "FORBIDDEN")
			}
		})
	}
}

func TestPreflight(t *testing.T) {
	for _, test := range []struct {
		name                    string
		origin, method, headers string
		allowed                 bool
	}{
		{"a front end", "http://localhost:3000", "POST", "authorization,content-type,idempotency-key,x-request-id", true},
		{"a foreign page", "https://evil.test", "POST", "content-type", false},
		{"an allowed page", "https://app.example", "POST", "content-type", true},
		{"a null origin", "null", "POST", "content-type", false},
		{"a method that is rejected later", "http://localhost:3000", "DELETE", "", true},
		{"an unknown method", "http://localhost:3000", "BREW", "", false},
		{"a front end that sends HEAD", "http://localhost:3000", "HEAD", "authorization", true},
		{"Apollo Client", "https://app.example", "POST", "apollo-require-preflight,apollographql-client-name,apollographql-client-version,content-type", true},
		{"a front end with tracing", "http://localhost:3000", "POST", "baggage,content-type,traceparent,tracestate", true},
		{"an unknown header", "http://localhost:3000", "POST", "x-other", true},
		{"a foreign page with an unknown header", "https://evil.test", "POST", "x-other", false},
	} {
		t.Run(test.name, func(t *testing.T) {
			s := newDevServer()
			headers := []string{"Origin", test.origin, "Access-Control-Request-Method", test.method}
			if test.headers != "" {
				headers = append(headers, "Access-Control-Request-Headers", test.headers)
			}
			w := s.do("OPTIONS", "/graphql", headers...)
			if w.Code != http.StatusNoContent || s.graphql != 0 {
				t.Errorf("status %d, GraphQL reached %d times; want 204 and 0", w.Code, s.graphql)
			}
			if got := w.Header().Get("Access-Control-Max-Age"); test.allowed && got != "300" {
				t.Errorf("Access-Control-Max-Age is %q, want 300", got)
			}
			for _, name := range []string{"Origin", "Methods", "Headers"} {
				if test.headers == "" && name == "Headers" {
					continue
				}
				value := w.Header().Get("Access-Control-Allow-" + name)
				if (value != "") != test.allowed {
					t.Errorf("Access-Control-Allow-%s is %q, want it set: %v", name, value, test.allowed)
				}
				// For a browser, * does not include Authorization.
				if want := test.headers; name == "Headers" && test.allowed && value != want {
					t.Errorf("Access-Control-Allow-Headers is %q, want %q", value, want)
				}
			}
		})
	}
}

// TestForeignOriginMessageNamesFlag checks that the error for a foreign origin names the
// flag that allows an origin. It does not mention writing, because the rejected request may
// be a query.
func TestForeignOriginMessageNamesFlag(t *testing.T) {
	for _, origin := range []string{"https://evil.test", "null"} {
		w := newDevServer().do("POST", "/graphql", "Origin", origin, "Sec-Fetch-Site", "cross-site")
		text := w.Body.String()
		wantError(t, w, http.StatusForbidden, "FORBIDDEN")
		if !strings.Contains(text, "--allow-origins") || strings.Contains(text, "write") {
			t.Errorf("the response to a page of %s is %s", origin, text)
		}
	}
}

func TestExposedHeaders(t *testing.T) {
	exposed := newDevServer().do("POST", "/graphql", "Origin", "http://localhost:3000").Header().Get("Access-Control-Expose-Headers")
	if exposed != "X-Request-Id, Retry-After, Request-Id, Client-Request-Id, Location" {
		t.Errorf("Access-Control-Expose-Headers is %q", exposed)
	}
}
