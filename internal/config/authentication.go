package config

import (
	"context"
	"errors"
	"log/slog"
	"strings"

	"github.com/alecthomas/kong"

	"github.com/itemactivity/itemactivity/internal/auth/jwt"
)

// standardName is the issuer and the audience of tokens that this program signs
// itself.
const standardName = "itemactivity"

// Authentication are the settings of who may call. Neither an issuer nor keys is
// development mode.
type Authentication struct {
	Issuer   string     `group:"Authentication" help:"OpenID Connect issuer of access tokens, as in https://id.example/realms/main. With a file of keys, the claim iss of tokens."`
	Audience string     `group:"Authentication" default:"itemactivity" help:"Claim aud of access tokens; of several, separated by commas, one is enough."`
	Keys     string     `group:"Authentication" help:"File of public keys that sign access tokens, as a JWK Set or PEM, instead of the issuer's."`
	Claims   claimFlags `embed:""`
}

// claimFlags are the settings of jwt.Claims.
type claimFlags struct {
	UserClaim    string `group:"Claims" default:"${UserClaim}" help:"Id of a user."`
	AppIDClaim   string `group:"Claims" default:"${AppIDClaim}" name:"app-id-claim" help:"Id of an application."`
	AppClaim     string `group:"Claims" default:"${AppClaim}" help:"What only the tokens of applications that act for themselves have: CLAIM or CLAIM=VALUE."`
	ScopeClaim   string `group:"Claims" default:"${ScopeClaim}" help:"Scopes that a user granted."`
	RoleClaim    string `group:"Claims" default:"${RoleClaim}" help:"Roles of an application that acts for itself."`
	GroupClaim   string `group:"Claims" default:"${GroupClaim}" help:"Claims of the caller's groups."`
	NameClaim    string `group:"Claims" default:"${NameClaim}" help:"Display name of a user."`
	AppNameClaim string `group:"Claims" default:"${AppNameClaim}" help:"Display name of an application."`
}

func claimFlagsOf(c jwt.Claims) claimFlags {
	return claimFlags{
		UserClaim: c.User, AppIDClaim: c.Application, AppClaim: c.ApplicationMark, ScopeClaim: c.Scopes,
		RoleClaim: c.Roles, GroupClaim: c.Groups, NameClaim: c.Name, AppNameClaim: c.ApplicationName,
	}
}

func (f claimFlags) claims() jwt.Claims {
	return jwt.Claims{
		User: f.UserClaim, Application: f.AppIDClaim, ApplicationMark: f.AppClaim, Scopes: f.ScopeClaim,
		Roles: f.RoleClaim, Groups: f.GroupClaim, Name: f.NameClaim, ApplicationName: f.AppNameClaim,
	}
}

// claimDefaults gives the flags the defaults that the claims have by
// themselves.
func claimDefaults() kong.Vars {
	f := claimFlagsOf(jwt.DefaultClaims())
	return kong.Vars{
		"UserClaim": f.UserClaim, "AppIDClaim": f.AppIDClaim, "AppClaim": f.AppClaim, "ScopeClaim": f.ScopeClaim,
		"RoleClaim": f.RoleClaim, "GroupClaim": f.GroupClaim, "NameClaim": f.NameClaim, "AppNameClaim": f.AppNameClaim,
	}
}

// changed returns the name of a flag that has another value than its default.
func (f claimFlags) changed() string {
	standard := claimFlagsOf(jwt.DefaultClaims())
	for flag, values := range map[string][2]string{
		"user-claim": {f.UserClaim, standard.UserClaim}, "app-id-claim": {f.AppIDClaim, standard.AppIDClaim},
		"app-claim": {f.AppClaim, standard.AppClaim}, "scope-claim": {f.ScopeClaim, standard.ScopeClaim},
		"role-claim": {f.RoleClaim, standard.RoleClaim}, "group-claim": {f.GroupClaim, standard.GroupClaim},
		"name-claim": {f.NameClaim, standard.NameClaim}, "app-name-claim": {f.AppNameClaim, standard.AppNameClaim},
	} {
		if values[0] != values[1] {
			return flag
		}
	}
	return ""
}

// Enabled tells whether callers need a token.
func (f Authentication) Enabled() bool { return f.Issuer != "" || f.Keys != "" }

// IssuerName is the claim iss of tokens.
func (f Authentication) IssuerName() string {
	if f.Issuer == "" {
		return standardName
	}
	return f.Issuer
}

// Audiences are the values of the claim aud that will do.
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
		// Who describes tokens means to have them checked.
		const alone = "it describes access tokens, but nothing says who signs them: set --issuer or --keys as well"
		if f.Audience != standardName {
			return nil, Invalid("audience", errors.New(alone))
		}
		if flag := f.Claims.changed(); flag != "" {
			return nil, Invalid(flag, errors.New(alone))
		}
		return nil, nil
	}
	a, err := jwt.NewAuthenticator(ctx, jwt.Config{
		Issuer: f.IssuerName(), Audiences: f.Audiences(), KeyFile: f.Keys, Claims: f.Claims.claims(), Logger: logger,
	})
	if wrong, ok := errors.AsType[*jwt.ConfigError](err); ok {
		return nil, Invalid(wrong.Setting, wrong)
	}
	return a, err
}
