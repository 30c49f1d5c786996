package jwt_test

import (
	"bytes"
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"encoding/json"
	"encoding/pem"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/go-jose/go-jose/v4"

	"github.com/itemactivity/itemactivity/internal/auth/jwt"
)

// configured returns the error of an authenticator for a key file with the content.
func configured(t *testing.T, content []byte) error {
	t.Helper()
	path := filepath.Join(t.TempDir(), "keys")
	if err := os.WriteFile(path, content, 0o600); err != nil {
		t.Fatal(err)
	}
	_, err := jwt.NewAuthenticator(t.Context(), jwt.Config{Issuer: "itemactivity", Audiences: []string{"itemactivity"}, KeyFile: path, Claims: jwt.DefaultClaims()})
	return err
}

// TestIssuerAndAudienceAreRequired checks that both are also required with a key file.
// Without them, tokens for other services would be accepted.
func TestIssuerAndAudienceAreRequired(t *testing.T) {
	public, _, err := ed25519.GenerateKey(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), "keys")
	if err := os.WriteFile(path, publicPEM(t, public), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		issuer    string
		audiences []string
		wrong     string
	}{
		{"a", []string{"b"}, ""},
		{"", []string{"b"}, "issuer"},
		{"a", nil, "audience"},
		{"a", []string{"b", ""}, "audience"},
	} {
		_, err := jwt.NewAuthenticator(t.Context(), jwt.Config{Issuer: c.issuer, Audiences: c.audiences, KeyFile: path, Claims: jwt.DefaultClaims()})
		wrong, _ := errors.AsType[*jwt.ConfigError](err)
		if (wrong != nil) != (c.wrong != "") || wrong != nil && wrong.Setting != c.wrong {
			t.Errorf("issuer %q, audiences %q: %v", c.issuer, c.audiences, err)
		}
	}
}

func publicPEM(t *testing.T, key any) []byte {
	t.Helper()
	der, err := x509.MarshalPKIXPublicKey(key)
	if err != nil {
		t.Fatal(err)
	}
	return pem.EncodeToMemory(&pem.Block{Type: "PUBLIC KEY", Bytes: der})
}

func keySet(t *testing.T, keys ...jose.JSONWebKey) []byte {
	t.Helper()
	text, err := json.Marshal(jose.JSONWebKeySet{Keys: keys})
	if err != nil {
		t.Fatal(err)
	}
	return text
}

func TestFilesOfKeys(t *testing.T) {
	private, public, err := jwt.NewKeyPair()
	if err != nil {
		t.Fatal(err)
	}
	small, err := rsa.GenerateKey(rand.Reader, 1024)
	if err != nil {
		t.Fatal(err)
	}
	large, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		t.Fatal(err)
	}
	p384, err := ecdsa.GenerateKey(elliptic.P384(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	const malformed = "a PEM block is malformed"
	// The object identifier of Ed448 (RFC 8410) and a key of 57 bytes.
	ed448 := pem.EncodeToMemory(&pem.Block{Type: "PUBLIC KEY", Bytes: append([]byte{0x30, 0x43, 0x30, 0x05, 0x06, 0x03, 0x2b, 0x65, 0x71, 0x03, 0x3a, 0x00}, make([]byte, 57)...)})
	for name, c := range map[string]struct {
		content []byte
		want    string // empty if the file is accepted
	}{
		"a public key":                 {public, ""},
		"two public keys":              {append(publicPEM(t, &large.PublicKey), public...), ""},
		"a set":                        {keySet(t, jose.JSONWebKey{Key: &large.PublicKey, KeyID: "a", Use: "sig", Algorithm: "RS256"}), ""},
		"a private key":                {private, "private key"},
		"a private key among others":   {append(public, private...), "private key"},
		"a private key in a set":       {keySet(t, jose.JSONWebKey{Key: large, KeyID: "a"}), "not a public key"},
		"a secret in a set":            {keySet(t, jose.JSONWebKey{Key: []byte("0123456789abcdef0123456789abcdef"), KeyID: "a"}), "not a public key"},
		"a key for encryption":         {keySet(t, jose.JSONWebKey{Key: &large.PublicKey, Use: "enc"}), "not for signatures"},
		"a key for another algorithm":  {keySet(t, jose.JSONWebKey{Key: &large.PublicKey, Algorithm: "RS512"}), "another algorithm"},
		"a key for other operations":   {[]byte(strings.Replace(string(keySet(t, jose.JSONWebKey{Key: &large.PublicKey})), `"kty"`, `"key_ops":["encrypt"],"kty"`, 1)), "not for signatures"},
		"a key to verify":              {[]byte(strings.Replace(string(keySet(t, jose.JSONWebKey{Key: &large.PublicKey})), `"kty"`, `"key_ops":["verify"],"kty"`, 1)), ""},
		"a small key":                  {publicPEM(t, &small.PublicKey), "1024 bits; at least 2048"},
		"a small key among others":     {append(public, publicPEM(t, &small.PublicKey)...), "at least 2048"},
		"another curve":                {publicPEM(t, &p384.PublicKey), "P-384"},
		"an empty file":                {nil, "no keys"},
		"an empty set":                 {[]byte(`{"keys":[]}`), "no public signing key"},
		"another object":               {[]byte(`{}`), "no public signing key"},
		"broken JSON":                  {[]byte(`{`), "not a JWK Set"},
		"another kind of PEM":          {pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: []byte("x")}), "BEGIN PUBLIC KEY"},
		"a broken public key":          {pem.EncodeToMemory(&pem.Block{Type: "PUBLIC KEY", Bytes: []byte("x")}), "RSA, P-256 or Ed25519"},
		"a key of another type":        {ed448, "RSA, P-256 or Ed25519"},
		"a truncated second key":       {append(slices.Clone(public), public[:len(public)/2]...), malformed},
		"a truncated first key":        {append(slices.Clone(public[:len(public)/2]), public...), malformed},
		"only a truncated key":         {public[:len(public)/2], malformed},
		"a byte order mark":            {append([]byte("\ufeff"), public...), malformed},
		"a mark between two keys":      {slices.Concat(public, []byte("\ufeff"), public), malformed},
		"keys on one line":             {slices.Concat(bytes.TrimSpace(public), public), malformed},
		"an indented key":              {slices.Concat(public, []byte("  "), public), malformed},
		"an end without a beginning":   {slices.Concat(public, []byte("-----END PUBLIC KEY-----\n")), malformed},
		"a character that is no key's": {slices.Concat(public, bytes.Replace(public, []byte("MCow"), []byte("M*ow"), 1)), malformed},
		"text around keys":             {slices.Concat([]byte("the old key:\n"), public, []byte("\nthe new key:\r\n"), public, []byte("\n\n")), ""},
		"line ends of Windows":         {bytes.ReplaceAll(slices.Concat(public, public), []byte("\n"), []byte("\r\n")), ""},
		"a database, or some such":     {make([]byte, 2<<20), "1048576"},
		"a key of a type that is none": {[]byte(`{"keys":[{"kty":"XYZ"}]}`), "unknown type"},
	} {
		err := configured(t, c.content)
		if c.want == "" {
			if err != nil {
				t.Errorf("%s: %v", name, err)
			}
			continue
		}
		if err == nil {
			t.Errorf("%s: no error, want %q", name, c.want)
			continue
		}
		wrong, ok := errors.AsType[*jwt.ConfigError](err)
		if strings.Contains(err.Error(), "it must begin with") && bytes.Contains(c.content, []byte("BEGIN PUBLIC KEY")) {
			t.Errorf("%s: %v, but the block does begin so", name, err)
		}
		if !ok || wrong.Setting != "keys" || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: %v, want %q about the setting keys", name, err, c.want)
		}
	}
}

func TestWrongConfiguration(t *testing.T) {
	good := jwt.Config{Issuer: "https://id.example", Audiences: []string{"itemactivity"}, Claims: jwt.DefaultClaims()}
	for name, c := range map[string]struct {
		change  func(*jwt.Config)
		setting string
	}{
		"no issuer":                {func(c *jwt.Config) { c.Issuer = "" }, "issuer"},
		"an issuer without a URL":  {func(c *jwt.Config) { c.Issuer = "itemactivity" }, "issuer"},
		"an issuer without TLS":    {func(c *jwt.Config) { c.Issuer = "http://id.example" }, "issuer"},
		"a look-alike of loopback": {func(c *jwt.Config) { c.Issuer = "http://localhost.evil.test" }, "issuer"},
		"an issuer in a file":      {func(c *jwt.Config) { c.Issuer = "file:///etc/keys" }, "issuer"},
		"an issuer with a query":   {func(c *jwt.Config) { c.Issuer = "https://id.example/?a=b" }, "issuer"},
		"a port that is none":      {func(c *jwt.Config) { c.Issuer = "https://id.example:99999" }, "issuer"},
		"a discovery document":     {func(c *jwt.Config) { c.Issuer = "https://id.example/.well-known/openid-configuration" }, "issuer"},
		"an issuer with a user":    {func(c *jwt.Config) { c.Issuer = "https://a:b@id.example/" }, "issuer"},
		"no audience":              {func(c *jwt.Config) { c.Audiences = nil }, "audience"},
		"an empty audience":        {func(c *jwt.Config) { c.Audiences = []string{"a", ""} }, "audience"},
		"no file of keys":          {func(c *jwt.Config) { c.KeyFile = filepath.Join(t.TempDir(), "none") }, "keys"},
		"no claim for users":       {func(c *jwt.Config) { c.Claims.User = "" }, "user-claim"},
		"an empty claim":           {func(c *jwt.Config) { c.Claims.Groups = "a,,b" }, "group-claim"},
		"a mark with a blank":      {func(c *jwt.Config) { c.Claims.ApplicationMark = "idtyp = app" }, "app-claim"},
		"a mark without a claim":   {func(c *jwt.Config) { c.Claims.ApplicationMark = "=app" }, "app-claim"},
		"a mark without a value":   {func(c *jwt.Config) { c.Claims.ApplicationMark = "idtyp=" }, "app-claim"},
	} {
		cfg := good
		c.change(&cfg)
		_, err := jwt.NewAuthenticator(t.Context(), cfg)
		if wrong, ok := errors.AsType[*jwt.ConfigError](err); !ok || wrong.Setting != c.setting {
			t.Errorf("%s: %v, want an error about the setting %s", name, err, c.setting)
		}
	}
}
