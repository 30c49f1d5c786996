package web_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/itemactivity/itemactivity/internal/auth/jwt"
)

// TestSameKeyID: an issuer that has a new key under the old key id, or without any, is
// asked again when a signature is wrong, at most once in ten seconds.
func TestSameKeyID(t *testing.T) {
	for _, id := range []string{"first", ""} {
		old, next, own := newEd25519(t, id), newEd25519(t, id), newEd25519(t, id)
		i := newIssuer(t, old)
		d := newTestServer(t, jwt.Config{Issuer: i.URL})
		d.admits(t, old.token(t, i.claimsAt(d.clock.now(), nil)))

		i.change(func(i *issuer) { i.keys = []signingKey{next} })
		d.refuses(t, next.token(t, i.claimsAt(d.clock.now(), nil)), "the signature is wrong")
		d.clock.advance(10 * time.Second)
		d.admits(t, next.token(t, i.claimsAt(d.clock.now(), nil)))
		d.refuses(t, old.token(t, i.claimsAt(d.clock.now(), map[string]any{"sub": "joe"})), "the issuer has withdrawn the key")
		for range 100 {
			d.refuses(t, own.token(t, i.claimsAt(d.clock.now(), nil)), "the signature is wrong")
		}
		if n := i.fetched(); n != 2 {
			t.Errorf("the keys were fetched %d times, want 2", n)
		}
		// Forged tokens fetch the keys, and are still rejected for their signature if
		// the issuer is down.
		i.change(func(i *issuer) { i.down = true })
		d.clock.advance(10 * time.Second)
		for range 100 {
			d.refuses(t, own.token(t, i.claimsAt(d.clock.now(), nil)), "the signature is wrong")
		}
		d.admits(t, next.token(t, i.claimsAt(d.clock.now(), map[string]any{"sub": "jim"})))
		if n := strings.Count(d.log.String(), "cannot fetch the keys"); n != 1 {
			t.Errorf("%d fetches failed, want 1", n)
		}
	}
}

// TestForeignKeysInASet: members of a set that cannot be used are left out, and the
// others are accepted (RFC 7517, section 5).
func TestForeignKeysInASet(t *testing.T) {
	k := newEd25519(t, "good")
	good := jwkOf(t, k, "EdDSA")
	x5c := strings.Replace(good, `"kid":"good"`, `"kid":"certificate","x5c":["AAAA"]`, 1)
	for name, members := range map[string]string{
		"a post-quantum key":       `{"kty":"AKP","alg":"ML-DSA-44","pub":"AAAA"}`,
		"another curve":            `{"kty":"EC","crv":"P-521","x":"AAAA","y":"AAAA"}`,
		"Ed448":                    `{"kty":"OKP","crv":"Ed448","x":"AAAA"}`,
		"X25519":                   `{"kty":"OKP","crv":"X25519","x":"` + strings.Repeat("A", 43) + `","use":"enc"}`,
		"a coordinate too short":   `{"kty":"EC","crv":"P-256","x":"AAAA","y":"AAAA"}`,
		"a point not on the curve": `{"kty":"EC","crv":"P-256","x":"` + strings.Repeat("A", 43) + `","y":"` + strings.Repeat("A", 43) + `"}`,
		"a weak Ed25519 key":       `{"kty":"OKP","crv":"Ed25519","x":"` + strings.Repeat("A", 43) + `"}`,
		"a wrong certificate":      x5c,
		"a key without a type":     `{"kid":"x"}`,
		"null":                     `null`,
		"a number":                 `7`,
		"a string":                 `"key"`,
		"a list":                   `[]`,
		"an RSA key without e":     `{"kty":"RSA","n":"AAAA"}`,
		"a huge exponent":          `{"kty":"RSA","n":"` + strings.Repeat("_", 342) + `8","e":"` + strings.Repeat("_", 342) + `8"}`,
	} {
		for _, set := range []string{members + "," + good, good + "," + members} {
			server := setServer(t, `{"keys":[`+set+`]}`)
			d := newTestServer(t, jwt.Config{Issuer: server.URL})
			claims := newIssuer(t).claimsAt(d.clock.now(), map[string]any{"iss": server.URL})
			if w, _ := d.bears(k.token(t, claims)); w.Code != http.StatusOK {
				t.Errorf("%s: status %d: %s", name, w.Code, d.log.String())
			}
		}
	}
}

// setServer is an issuer with this text as its set of keys.
func setServer(t *testing.T, set string) *httptest.Server {
	t.Helper()
	if !json.Valid([]byte(set)) {
		t.Fatalf("the set is not JSON: %s", set)
	}
	var server *httptest.Server
	server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/keys" {
			fmt.Fprint(w, set)
			return
		}
		json.NewEncoder(w).Encode(map[string]string{"issuer": server.URL, "jwks_uri": server.URL + "/keys"})
	}))
	t.Cleanup(server.Close)
	return server
}
