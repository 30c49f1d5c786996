package rest_test

import (
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/itemactivity/itemactivity/internal/auth"
)

// TestBodyOfUnknownLength sends bodies without Content-Length, as clients do that do not know
// the length before they send. An empty one is the same as none.
func TestBodyOfUnknownLength(t *testing.T) {
	s := newTreeServer(t)
	for body, status := range map[string]int{"": http.StatusOK, "{}": http.StatusOK, " ": http.StatusBadRequest, `{"name":"x"}`: http.StatusBadRequest} {
		r := httptest.NewRequestWithContext(auth.WithPrincipal(t.Context(), auth.Local()), http.MethodPost, treeDrive+"/items/a3/restore", struct{ io.Reader }{strings.NewReader(body)})
		if r.ContentLength != -1 {
			t.Fatalf("the length is %d", r.ContentLength)
		}
		if body != "" {
			r.Header.Set("Content-Type", "application/json")
		}
		got := httptest.NewRecorder()
		s.rest.ServeHTTP(got, r)
		if got.Code != status {
			t.Errorf("the response to the body %q is %d %s", body, got.Code, got.Body)
		}
	}
}
