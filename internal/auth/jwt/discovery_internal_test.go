package jwt

import (
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
)

// TestTrustedURLs checks from which URLs the keys of an issuer are fetched, and which
// redirects are followed.
func TestTrustedURLs(t *testing.T) {
	const public, local = "https://id.example", "http://localhost:8081"
	for _, c := range []struct {
		issuer, url string
		want        bool
	}{
		{public, "https://id.example/keys", true},
		{public, "https://keys.example/keys", true},
		{public, "http://id.example/keys", false},
		{public, "http://127.0.0.1/keys", false}, // a public issuer is not on this machine
		{public, "file:///etc/keys", false},
		{public, "ftp://id.example/keys", false},
		{public, "/keys", false},
		{public, "", false},
		{local, "http://localhost:8081/keys", true},
		{local, "http://127.0.0.1:8082/keys", true},
		{local, "https://id.example/keys", true},
		{local, "http://id.example/keys", false},
		{local, "http://localhost.evil.test/keys", false},
	} {
		at, err := url.Parse(c.url)
		if err != nil {
			t.Fatal(err)
		}
		if got := trusted(at, c.issuer); got != c.want {
			t.Errorf("the keys of %[2]s may be fetched from %[1]s: %[3]t, want %[4]t", c.url, c.issuer, got, c.want)
		}
		r := &http.Request{URL: at}
		if err := keyClient(c.issuer).CheckRedirect(r, []*http.Request{r}); (err == nil) != c.want {
			t.Errorf("the redirect of %s to %s returns %v, want it followed: %t", c.issuer, c.url, err, c.want)
		}
	}
}

// TestRedirects checks that a few redirects are followed, but not a loop.
func TestRedirects(t *testing.T) {
	requests := 0
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		requests++
		http.Redirect(w, r, r.URL.Path, http.StatusFound)
	}))
	defer server.Close()
	s := &issuer{url: server.URL, client: keyClient(server.URL)}
	if _, err := s.get(t.Context(), server.URL); err == nil || !strings.Contains(err.Error(), "too many redirects") || requests != maxRedirects+1 {
		t.Errorf("%v after %d requests", err, requests)
	}
}
