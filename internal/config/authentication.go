package config

import (
	"context"
	"errors"
	"log/slog"
	"reflect"
	"strings"

	"github.com/itemactivity/itemactivity/internal/auth/jwt"
)

// standardName is the issuer and the audience of the tokens that the command token
// signs.
const standardName = "itemactivity"

// Authentication is the settings of access tokens. Without an issuer and without keys
// the server is in development mode.
type Authentication struct {
	Issuer   string     `help:"OpenID Connect issuer of access tokens, as in https://id.example/realms/main. With a file of keys, the claim iss of tokens."`
	Audience string     `default:"itemactivity" help:"Claim aud of access tokens; of several, separated by commas, one is enough."`
	Keys     string     `help:"File of public keys that sign access tokens, as a JWK Set or PEM, instead of the issuer's."`
	Claims   jwt.Claims `embed:"" group:"Claims"`
}

// changedClaim returns the flag of a claim that differs from its default, else "".
func (f Authentication) changedClaim() string {
	claims, defaults := reflect.ValueOf(f.Claims), reflect.ValueOf(jwt.DefaultClaims())
	for i := range claims.NumField() {
		if claims.Field(i).String() != defaults.Field(i).String() {
			return claims.Type().Field(i).Tag.Get("name")
		}
	}
	return ""
}

// Enabled tells whether callers need a token.
func (f Authentication) Enabled() bool { return f.Issuer != "" || f.Keys != "" }

// IssuerName returns the claim iss that tokens must have.
func (f Authentication) IssuerName() string {
	if f.Issuer == "" {
		return standardName
	}
	return f.Issuer
}

// Audiences returns the accepted values of the claim aud.
func (f Authentication) Audiences() []string {
	list := strings.Split(f.Audience, ",")
	for i := range list {
		list[i] = strings.TrimSpace(list[i])
	}
	return list
}

// NewAuthenticator returns nil in development mode. It fetches keys until the
// context ends.
func (f Authentication) NewAuthenticator(ctx context.Context, logger *slog.Logger) (*jwt.Authenticator, error) {
	if !f.Enabled() {
		// An operator who describes tokens wants them checked.
		const alone = "it describes access tokens, but nothing says who signs them: set --issuer or --keys as well"
		if f.Audience != standardName {
			return nil, Invalid("audience", errors.New(alone))
		}
		if flag := f.changedClaim(); flag != "" {
			return nil, Invalid(flag, errors.New(alone))
		}
		return nil, nil
	}
	a, err := jwt.NewAuthenticator(ctx, jwt.Config{
		Issuer: f.IssuerName(), Audiences: f.Audiences(), KeyFile: f.Keys, Claims: f.Claims, Logger: logger,
	})
	if wrong, ok := errors.AsType[*jwt.ConfigError](err); ok {
		return nil, Invalid(wrong.Setting, wrong)
	}
	return a, err
}
