// Package jwt verifies access tokens and returns their callers. It also signs tokens.
package jwt

import (
	"context"
	"crypto/sha256"
	"errors"
	"log/slog"
	"slices"
	"time"

	lru "github.com/hashicorp/golang-lru/v2"

	"github.com/itemactivity/itemactivity/internal/auth"
	"github.com/itemactivity/itemactivity/internal/telemetry/requestid"
)

const (
	// maxTokenBytes is the maximum size of a token. Tokens with many groups have about
	// 8 KiB.
	maxTokenBytes = 16 << 10
	// leeway is the accepted difference between the clocks of the issuer and this
	// machine.
	leeway = 60 * time.Second
	// cacheTime is the time for which a verified token is not verified again. A
	// withdrawn key is still accepted for that time.
	cacheTime = 60 * time.Second
	// maxCachedTokens limits the memory of the cache.
	maxCachedTokens = 4096
)

// Config describes the tokens that are accepted.
type Config struct {
	// Issuer is the claim iss of tokens. Without a KeyFile it is also the URL of an
	// OpenID Connect issuer, which publishes its keys.
	Issuer string
	// Audiences are the accepted values of the claim aud. A token must have one of them.
	Audiences []string
	// KeyFile is a file of public keys: a JWK Set, or PEM.
	KeyFile string
	// Claims names the claims that describe the caller.
	Claims Claims
	// Logger logs the errors of the issuer.
	Logger *slog.Logger
	// Now is the clock; nil is time.Now.
	Now func() time.Time
}

// Authenticator authenticates tokens.
type Authenticator struct {
	issuer    string
	audiences []string
	keys      keySource
	claims    claimNames
	logger    *slog.Logger
	now       func() time.Time
	tokens    *lru.Cache[[sha256.Size]byte, verified]
}

// verified is the caller of a verified token. The cache contains only a hash of the token.
type verified struct {
	caller auth.Principal
	until  time.Time
}

// NewAuthenticator returns an authenticator. It fetches the keys of an issuer in the
// background until the context ends. Its error is a ConfigError.
func NewAuthenticator(ctx context.Context, cfg Config) (*Authenticator, error) {
	a := &Authenticator{issuer: cfg.Issuer, audiences: cfg.Audiences, logger: cfg.Logger, now: cfg.Now}
	if a.now == nil {
		a.now = time.Now
	}
	if cfg.Issuer == "" {
		return nil, &ConfigError{"issuer", errors.New("it is empty")}
	}
	err := CheckAudiences(cfg.Audiences)
	if err != nil {
		return nil, err
	}
	if a.claims, err = cfg.Claims.parse(); err != nil {
		return nil, err
	}
	if a.tokens, err = lru.New[[sha256.Size]byte, verified](maxCachedTokens); err != nil {
		return nil, err
	}
	if cfg.KeyFile != "" {
		if a.keys, err = readKeyFile(cfg.KeyFile); err != nil {
			return nil, &ConfigError{"keys", err}
		}
		return a, nil
	}
	if err := checkIssuer(cfg.Issuer); err != nil {
		return nil, &ConfigError{"issuer", err}
	}
	a.keys = newIssuer(ctx, cfg.Issuer, a.now, cfg.Logger)
	return a, nil
}

// CheckAudiences returns a ConfigError if there are no audiences, or if one is empty.
func CheckAudiences(audiences []string) error {
	if len(audiences) == 0 || slices.Contains(audiences, "") {
		return &ConfigError{"audience", errors.New("it contains an empty value; use one audience, or several separated by commas")}
	}
	return nil
}

// KeysErr returns an error until the keys of the issuer have been fetched for the first
// time. No token can be verified until then. The message is for unauthenticated clients.
func (a *Authenticator) KeysErr() error {
	if a.keys.fetched() {
		return nil
	}
	return errors.New("the keys of the issuer have not been fetched yet")
}

// Authenticate returns the caller who sent the token. Its error is an InvalidTokenError or
// an UnavailableError.
func (a *Authenticator) Authenticate(ctx context.Context, token string) (*auth.Principal, error) {
	if len(token) > maxTokenBytes {
		return nil, invalid("the token has more than %d bytes", maxTokenBytes)
	}
	hash, now := sha256.Sum256([]byte(token)), a.now()
	if known, ok := a.tokens.Get(hash); ok && now.Before(known.until) {
		return &known.caller, nil
	}
	claims, expiry, err := a.verify(ctx, token, now)
	if err != nil {
		return nil, err
	}
	caller, err := a.claims.caller(claims)
	if err != nil {
		return nil, err
	}
	if a.claims.leavesGroupsOut(claims) {
		a.logger.WarnContext(ctx, "the caller has too many groups for a token, so only stored memberships count; configure the issuer to send only groups that are assigned to the application",
			"request_id", requestid.From(ctx))
	}
	until := now.Add(cacheTime)
	if expiry.Before(until) {
		until = expiry
	}
	a.tokens.Add(hash, verified{*caller, until})
	return caller, nil
}
