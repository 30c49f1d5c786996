package web_test

import (
	"crypto/ed25519"
	"crypto/elliptic"
	"crypto/hmac"
	"crypto/sha256"
	"crypto/x509"
	"encoding/base64"
	"encoding/json"
	"encoding/pem"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/go-jose/go-jose/v4"

	"github.com/itemactivity/itemactivity/internal/auth"
	"github.com/itemactivity/itemactivity/internal/auth/jwt"
)

// forged returns a token with the header, the claims and the signature that sign returns.
func forged(t *testing.T, header, claims map[string]any, sign func(input string) []byte) string {
	t.Helper()
	encode := func(part map[string]any) string {
		text, err := json.Marshal(part)
		if err != nil {
			t.Fatal(err)
		}
		return base64.RawURLEncoding.EncodeToString(text)
	}
	input := encode(header) + "." + encode(claims)
	return input + "." + base64.RawURLEncoding.EncodeToString(sign(input))
}

func hs256(secret []byte) func(string) []byte {
	return func(input string) []byte {
		mac := hmac.New(sha256.New, secret)
		mac.Write([]byte(input))
		return mac.Sum(nil)
	}
}

func unsigned(string) []byte { return nil }

// TestTokenOfIssuer checks that each algorithm is accepted with a key of its type.
func TestTokenOfIssuer(t *testing.T) {
	keys := []signingKey{newRSA(t, "r", 2048), newECDSA(t, "e", elliptic.P256(), jose.ES256), newEd25519(t, "d")}
	i := newIssuer(t, keys...)
	d := newTestServer(t, jwt.Config{Issuer: i.URL})
	for _, k := range keys {
		caller := d.admits(t, k.token(t, i.claimsAt(d.clock.now(), nil)))
		if caller.UserID != "jane" || caller.Scopes != auth.FilesRead {
			t.Errorf("%s: the caller is %+v", k.algorithm, caller)
		}
	}
	// A token without a key id is verified with all keys of its algorithm.
	nameless := keys[1]
	nameless.id = ""
	d.admits(t, nameless.token(t, i.claimsAt(d.clock.now(), nil)))
}

// TestForgedTokens sends tokens of an attacker who has no key of the issuer.
func TestForgedTokens(t *testing.T) {
	rsaKey, edKey := newRSA(t, "r", 2048), newEd25519(t, "d")
	i := newIssuer(t, rsaKey, edKey)
	d := newTestServer(t, jwt.Config{Issuer: i.URL})
	claims := i.claimsAt(d.clock.now(), nil)
	der, err := x509.MarshalPKIXPublicKey(rsaKey.private.Public())
	if err != nil {
		t.Fatal(err)
	}
	jwk, err := json.Marshal(jose.JSONWebKey{Key: rsaKey.private.Public(), KeyID: "r", Use: "sig", Algorithm: "RS256"})
	if err != nil {
		t.Fatal(err)
	}
	const wrongAlgorithm = "not signed with RS256, ES256, EdDSA or Ed25519"
	for _, alg := range []string{"none", "None", "", "HS256", "HS512", "PS256", "RS384", "RS512", "ES384", "ES512", "dir"} {
		d.refuses(t, forged(t, map[string]any{"alg": alg, "kid": "r"}, claims, unsigned), wrongAlgorithm)
	}
	// Tokens of the issuer with another algorithm are rejected too.
	for _, alg := range []jose.SignatureAlgorithm{jose.RS384, jose.RS512, jose.PS256} {
		d.refuses(t, signingKey{"r", alg, rsaKey.private}.token(t, claims), wrongAlgorithm)
	}
	for _, secret := range [][]byte{der, jwk, pem.EncodeToMemory(&pem.Block{Type: "PUBLIC KEY", Bytes: der}), edKey.private.Public().(ed25519.PublicKey), {}} {
		for _, typ := range []string{"JWT", "at+jwt"} {
			d.refuses(t, forged(t, map[string]any{"alg": "HS256", "kid": "r", "typ": typ}, claims, hs256(secret)), wrongAlgorithm)
		}
		// The signature is verified only with the algorithm in the header.
		d.refuses(t, forged(t, map[string]any{"alg": "RS256", "kid": "r"}, claims, hs256(secret)), "the signature is wrong")
	}

	own := newEd25519(t, "d")
	ownJWK := jose.JSONWebKey{Key: own.private.Public(), KeyID: "d", Algorithm: "EdDSA"}
	good := rsaKey.token(t, claims)
	parts := strings.Split(good, ".")
	for name, attack := range map[string]struct{ token, reason string }{
		"another's key under the issuer's key id": {own.token(t, claims), "the signature is wrong"},
		"a key in the header":                     {own.token(t, claims, "jwk", ownJWK), "the signature is wrong"},
		"the address of a set of keys":            {own.token(t, claims, "jku", i.URL+"/mine"), "the signature is wrong"},
		"the address of a certificate":            {own.token(t, claims, "x5u", i.URL+"/mine"), "the signature is wrong"},
		"an unknown critical extension":           {edKey.token(t, claims, "crit", []string{"exp"}), "critical"},
		"a known critical extension":              {edKey.token(t, claims, "crit", []string{"b64"}, "b64", true), "critical"},
		"an algorithm of another key":             {forged(t, map[string]any{"alg": "EdDSA", "kid": "r"}, claims, edKey.signature(t)), "no key"},
		"no signature":                            {parts[0] + "." + parts[1] + ".", "the signature is wrong"},
		"other claims under a signature":          {parts[0] + "." + base64.RawURLEncoding.EncodeToString([]byte(`{"sub":"admin"}`)) + "." + parts[2], "the signature is wrong"},
		"a fourth part":                           {good + ".x", "not a signed JWT"},
		"JSON":                                    {`{"payload":"` + parts[1] + `","signatures":[{"protected":"` + parts[0] + `","signature":"` + parts[2] + `"}]}`, "not a signed JWT"},
		"an encrypted token":                      {"eyJhbGciOiJSU0EtT0FFUCIsImVuYyI6IkEyNTZHQ00ifQ.a.b.c.d", "not a signed JWT"},
		"garbage":                                 {"garbage", "not a signed JWT"},
		"empty":                                   {"", "not a signed JWT"},
		"dots":                                    {"..", wrongAlgorithm},
		"not UTF-8":                               {"\xff\xfe.\xff.\xff", "not a signed JWT"},
		"too many bytes":                          {rsaKey.token(t, i.claimsAt(d.clock.now(), map[string]any{"x": strings.Repeat("x", 16<<10)})), "more than 16384 bytes"},
		"too many bytes of garbage":               {strings.Repeat("a", 32<<10), "more than 16384 bytes"},
	} {
		t.Run(name, func(t *testing.T) { d.refuses(t, attack.token, attack.reason) })
	}

	for _, id := range []string{
		"../../../../dev/null", "/etc/passwd", "r' OR '1'='1", "r\x00", "r/../r", "R", " r", "http://127.0.0.1:1/keys",
		"%72", strings.Repeat("r", 8000), `"}],"keys":[{`, "r\n",
	} {
		k := own
		k.id = id
		d.refuses(t, k.token(t, claims), "no key has the key id")
	}
	if n := i.fetched(); n != 1 {
		t.Errorf("the keys were fetched %d times, want 1", n)
	}
	d.admits(t, good)
}

// signature returns a function that signs with the key.
func (k signingKey) signature(t *testing.T) func(string) []byte {
	t.Helper()
	return func(input string) []byte { return ed25519.Sign(k.private.(ed25519.PrivateKey), []byte(input)) }
}

// TestWrongClaims sends tokens of the issuer with claims that are not valid for this server
// or at this time.
func TestWrongClaims(t *testing.T) {
	k := newEd25519(t, "d")
	i := newIssuer(t, k)
	d := newTestServer(t, jwt.Config{Issuer: i.URL, Audiences: []string{"itemactivity", "api://itemactivity"}})
	at := func(seconds int64) int64 { return d.clock.now().Unix() + seconds }
	for name, c := range map[string]struct {
		claims map[string]any
		reason string // empty if the token is accepted
	}{
		"valid":                           {nil, ""},
		"another issuer":                  {map[string]any{"iss": "https://evil.test"}, "is not --issuer"},
		"the issuer with a slash":         {map[string]any{"iss": i.URL + "/"}, "is not --issuer"},
		"no issuer":                       {map[string]any{"iss": nil}, "is not --issuer"},
		"a list of issuers":               {map[string]any{"iss": []string{i.URL}}, "wrong type"},
		"another audience":                {map[string]any{"aud": "another"}, "not for any --audience"},
		"no audience":                     {map[string]any{"aud": nil}, "not for any --audience"},
		"empty audience":                  {map[string]any{"aud": []string{}}, "not for any --audience"},
		"one audience of several":         {map[string]any{"aud": []string{"another", "itemactivity"}}, ""},
		"the other audience":              {map[string]any{"aud": "api://itemactivity"}, ""},
		"an audience in another case":     {map[string]any{"aud": "ItemActivity"}, "not for any --audience"},
		"no expiry":                       {map[string]any{"exp": nil}, "never expires"},
		"expiry as a string":              {map[string]any{"exp": "never"}, "wrong type"},
		"expiry that is too large":        {map[string]any{"exp": 1e300}, "wrong type"},
		"expired within the leeway":       {map[string]any{"exp": at(-59)}, ""},
		"expired beyond the leeway":       {map[string]any{"exp": at(-61)}, "expired"},
		"begins within the leeway":        {map[string]any{"nbf": at(59)}, ""},
		"begins beyond the leeway":        {map[string]any{"nbf": at(61)}, "not valid yet"},
		"issued within the leeway":        {map[string]any{"iat": at(59)}, ""},
		"issued in the future":            {map[string]any{"iat": at(61)}, "not valid yet"},
		"without iat and nbf":             {map[string]any{"iat": nil, "nbf": nil}, ""},
		"no user":                         {map[string]any{"sub": nil}, "names no user"},
		"a number as the user":            {map[string]any{"sub": 7}, "wrong type"},
		"a number in oid":                 {map[string]any{"oid": 7}, "is not valid"},
		"an empty user":                   {map[string]any{"sub": ""}, "is not valid"},
		"a user with a control character": {map[string]any{"sub": "jane\n"}, "is not valid"},
		"a user with a trailing space":    {map[string]any{"sub": "jane "}, ""},
		"a user with format characters":   {map[string]any{"sub": "ja\u200bne\u00a0"}, ""},
		"a derived id":                    {map[string]any{"sub": "~allTime~x"}, "reserved"},
		"the longest id":                  {map[string]any{"sub": strings.Repeat("ü", 255)}, ""},
		"an id too long":                  {map[string]any{"sub": strings.Repeat("ü", 256)}, "1 to 255 characters"},
		"a derived application":           {map[string]any{"azp": "~x"}, "reserved"},
		"another user in oid":             {map[string]any{"oid": "~x"}, "reserved"},
	} {
		t.Run(name, func(t *testing.T) {
			token := k.token(t, i.claimsAt(d.clock.now(), c.claims))
			if c.reason == "" {
				d.admits(t, token)
			} else {
				d.refuses(t, token, c.reason)
			}
		})
	}
	for _, typ := range []string{"JWT", "jwt", "at+jwt", "application/at+jwt"} {
		d.admits(t, k.token(t, i.claimsAt(d.clock.now(), nil), "typ", typ))
	}
	for _, typ := range []string{"logout+jwt", "dpop+jwt", "secevent+jwt", ""} {
		d.refuses(t, k.token(t, i.claimsAt(d.clock.now(), nil), "typ", typ), "not an access token, according to its typ")
	}
}

// TestKeyFile verifies tokens with a key from a file. A token that is signed with the bytes
// of the file as a shared secret is rejected.
func TestKeyFile(t *testing.T) {
	k := newEd25519(t, "")
	der, err := x509.MarshalPKIXPublicKey(k.private.Public())
	if err != nil {
		t.Fatal(err)
	}
	file := pem.EncodeToMemory(&pem.Block{Type: "PUBLIC KEY", Bytes: der})
	path := filepath.Join(t.TempDir(), "itemactivity.pub")
	if err := os.WriteFile(path, file, 0o600); err != nil {
		t.Fatal(err)
	}
	d := newTestServer(t, jwt.Config{Issuer: "itemactivity", KeyFile: path})
	own := func(others map[string]any) map[string]any {
		return (&issuer{Server: &httptest.Server{URL: "itemactivity"}}).claimsAt(d.clock.now(), others)
	}
	d.admits(t, k.token(t, own(nil)))
	named := k
	named.id = "any"
	d.admits(t, named.token(t, own(map[string]any{"sub": "joe"})))
	d.refuses(t, newEd25519(t, "").token(t, own(nil)), "the signature is wrong")
	d.refuses(t, newRSA(t, "", 2048).token(t, own(nil)), "no key has the key id")
	for _, secret := range [][]byte{file, der, []byte(strings.TrimSpace(string(file)))} {
		d.refuses(t, forged(t, map[string]any{"alg": "HS256"}, own(nil), hs256(secret)), "not signed with RS256")
		d.refuses(t, forged(t, map[string]any{"alg": "EdDSA"}, own(nil), hs256(secret)), "the signature is wrong")
	}
}
