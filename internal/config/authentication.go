package config

import (
	"context"
	"errors"
	"log/slog"
	"reflect"
	"strings"

	"github.com/itemactivity/itemactivity/internal/auth/jwt"
)

// standardName is the default issuer and audience. The command token signs with them.
const standardName = "itemactivity"

// Authentication is the settings of access tokens. Without an issuer and keys the server
// runs in development mode.
type Authentication struct {
	Issuer   string     `placeholder:"URL" help:"OpenID Connect issuer of the access tokens, such as https://id.example/realms/main. With --keys, the value of the claim iss."`
	Audience string     `default:"itemactivity" help:"Accepted values of the claim aud, separated by commas."`
	Keys     string     `placeholder:"FILE" help:"File with the public keys that verify access tokens, as a JWK Set or PEM. It is used instead of the keys of the issuer."`
	Claims   jwt.Claims `embed:"" group:"Claims"`
}

// changedClaim returns the flag of a claim that differs from its default; "" if none does.
func (f Authentication) changedClaim() string {
	claims, defaults := reflect.ValueOf(f.Claims), reflect.ValueOf(jwt.DefaultClaims())
	for i := range claims.NumField() {
		if claims.Field(i).String() != defaults.Field(i).String() {
			return claims.Type().Field(i).Tag.Get("name")
		}
	}
	return ""
}

// Enabled reports whether callers need a token.
func (f Authentication) Enabled() bool { return f.Issuer != "" || f.Keys != "" }

// IssuerName returns the claim iss that tokens must have.
func (f Authentication) IssuerName() string {
	if f.Issuer == "" {
		return standardName
	}
	return f.Issuer
}

// Audiences returns the accepted values of the claim aud.
func (f Authentication) Audiences() ([]string, error) {
	list := strings.Split(f.Audience, ",")
	for i := range list {
		list[i] = strings.TrimSpace(list[i])
	}
	return list, asError(jwt.CheckAudiences(list))
}

// asError returns an error of the package jwt about a setting as an Error about its flag.
func asError(err error) error {
	if wrong, ok := errors.AsType[*jwt.ConfigError](err); ok {
		return Invalid(wrong.Setting, wrong)
	}
	return err
}

// NewAuthenticator returns the authenticator, or nil in development mode. The
// authenticator fetches keys until ctx ends.
func (f Authentication) NewAuthenticator(ctx context.Context, logger *slog.Logger) (*jwt.Authenticator, error) {
	if !f.Enabled() {
		// An operator who sets these expects that tokens are checked.
		const alone = "it has no effect without --issuer or --keys; set one of them"
		if f.Audience != standardName {
			return nil, Invalid("audience", errors.New(alone))
		}
		if flag := f.changedClaim(); flag != "" {
			return nil, Invalid(flag, errors.New(alone))
		}
		return nil, nil
	}
	audiences, err := f.Audiences()
	if err != nil {
		return nil, err
	}
	a, err := jwt.NewAuthenticator(ctx, jwt.Config{
		Issuer: f.IssuerName(), Audiences: audiences, KeyFile: f.Keys, Claims: f.Claims, Logger: logger,
	})
	return a, asError(err)
}
