package rest_test

import (
	"bytes"
	"compress/gzip"
	"net/http"
	"runtime"
	"strings"
	"testing"

	"github.com/itemactivity/itemactivity/internal/auth"
	"github.com/itemactivity/itemactivity/internal/engine"
	"github.com/itemactivity/itemactivity/internal/gqlhttp/gqlhttptest"
)

func compressed(t *testing.T, text string) string {
	t.Helper()
	var b bytes.Buffer
	w := gzip.NewWriter(&b)
	if _, err := w.Write([]byte(text)); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// TestGzip: a body may be compressed with gzip. The limit of the size applies to what it
// contains too.
func TestGzip(t *testing.T) {
	s := gqlhttptest.NewItemServer(t)
	limits := engine.DefaultLimits()
	s.SetLimits(limits)
	r := newServer(t, s)
	post := func(body string) response {
		t.Helper()
		return r.do(t, auth.Local(), http.MethodPost, "/v1.0/groups/g"+activities, body, "Content-Encoding", "gzip")
	}
	if got := post(compressed(t, documentedRequest)); got.Code != http.StatusCreated {
		t.Errorf("the response is %d %s", got.Code, got.Body)
	}
	largest := `{"access":{}}` + strings.Repeat(" ", int(limits.BodyBytes)-len(`{"access":{}}`))
	if got := post(compressed(t, largest)); got.Code != http.StatusCreated {
		t.Errorf("the largest body: %d %s", got.Code, got.Body)
	}
	post(compressed(t, largest+" ")).wantError(t, http.StatusRequestEntityTooLarge, "invalidRequest")
	// The compressed body is too large, although what it contains is not.
	post(compressed(t, `{"access":{}}`)+strings.Repeat(compressed(t, ""), int(limits.BodyBytes)/len(compressed(t, "")))).wantError(t, http.StatusRequestEntityTooLarge, "invalidRequest")
	whole := compressed(t, documentedRequest)
	for _, wrong := range []string{"x", whole[:len(whole)-1], whole[:20], whole + "x", strings.Replace(whole, whole[len(whole)-6:], "abcdef", 1)} {
		post(wrong).wantError(t, http.StatusBadRequest, "invalidRequest")
	}
	if n := r.stored(t); n != 2 {
		t.Errorf("%d activities are stored, want 2", n)
	}
}

// TestGzipHeaderOnly: the client of Microsoft Graph for Go repeats a compressed request without
// compression, with the headers of the first attempt.
func TestGzipHeaderOnly(t *testing.T) {
	s := newItemServer(t)
	const path = "/v1.0/groups/g" + activities
	headers := []string{"Client-Request-Id", "a", "Content-Encoding", "gzip"}
	first := s.create(t, auth.Local(), path, compressed(t, documentedRequest), headers...)
	if again := s.create(t, auth.Local(), path, documentedRequest, append(headers, "Retry-Attempt", "1")...); again != first {
		t.Errorf("the repetition has %s, want %s", again, first)
	}
	s.do(t, auth.Local(), http.MethodPost, path, `{"access":`, headers...).wantError(t, http.StatusBadRequest, "invalidRequest")
	s.do(t, auth.Local(), http.MethodPost, path, "", append(headers, "Content-Type", "application/json")...).wantError(t, http.StatusBadRequest, "invalidRequest")
	if n := s.stored(t); n != 1 {
		t.Errorf("%d activities are stored, want 1", n)
	}
}

// TestGzipBomb: a body is not decompressed beyond the limit.
func TestGzipBomb(t *testing.T) {
	s := newItemServer(t)
	bomb := compressed(t, strings.Repeat(" ", 1<<26))
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	s.do(t, auth.Local(), http.MethodPost, "/v1.0/groups/g"+activities, bomb, "Content-Encoding", "gzip").wantError(t, http.StatusRequestEntityTooLarge, "invalidRequest")
	runtime.ReadMemStats(&after)
	if allocated := after.TotalAlloc - before.TotalAlloc; allocated > 1<<24 {
		t.Errorf("%d bytes were allocated for a body of %d bytes", allocated, len(bomb))
	}
}
