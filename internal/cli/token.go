package cli

import (
	"errors"
	"fmt"
	"os"
	"slices"
	"strings"
	"time"

	"github.com/itemactivity/itemactivity/internal/auth"
	"github.com/itemactivity/itemactivity/internal/auth/jwt"
	"github.com/itemactivity/itemactivity/internal/config"
)

type tokenCommand struct {
	User    string   `variable:"-" placeholder:"ID" help:"User who is the caller."`
	App     string   `variable:"-" placeholder:"ID" help:"Application that is the caller; with --user, the application through which the user acts."`
	Name    string   `variable:"-" help:"Display name of the user, or of the application if there is no user."`
	Groups  []string `variable:"-" placeholder:"ID" help:"Claims of the caller's groups, separated by commas."`
	Scopes  []string `variable:"-" placeholder:"NAMES" help:"What the caller may do, such as \"Files.ReadWrite Group.ReadWrite.All\"."`
	Expires lifetime `variable:"-" default:"1h" placeholder:"DURATION" help:"Time for which the token is valid, such as 30d or 1h30m (default 1h)."`
	Key     string   `variable:"-" default:"itemactivity.key" help:"Private key that signs the token, made by keygen."`
}

// Run prints the token and nothing else to standard output, so that a shell can assign
// it to a variable. Warnings go to standard error.
func (c tokenCommand) Run(to streams, cfg *config.Config) error {
	if c.User == "" && c.App == "" {
		return config.Invalid("user", errors.New("name the caller: use --user ID, --app ID, or both for a user who acts through an application"))
	}
	var scopes []string
	for _, names := range c.Scopes {
		scopes = append(scopes, strings.Fields(names)...)
	}
	for _, scope := range scopes {
		if !slices.Contains(auth.ScopeNames(), scope) {
			return config.Invalid("scopes", fmt.Errorf("%q is unknown; use %s", scope, strings.Join(auth.ScopeNames(), ", ")))
		}
	}
	audiences, err := cfg.Auth.Audiences()
	if err != nil {
		return err
	}
	grant := jwt.Grant{
		Issuer: cfg.Auth.IssuerName(), Audience: audiences[0],
		UserID: c.User, ApplicationID: c.App, Name: c.Name, Groups: c.Groups, Scopes: scopes, Expires: time.Duration(c.Expires),
	}
	if wrong, ok := errors.AsType[*jwt.ConfigError](grant.Check()); ok {
		return config.Invalid(wrong.Setting, wrong)
	}
	key, err := jwt.ReadFile(c.Key)
	if errors.Is(err, os.ErrNotExist) {
		return config.Invalid("key", fmt.Errorf("there is no file %s; itemactivity keygen makes one", c.Key))
	}
	if err != nil {
		return config.Invalid("key", err)
	}
	token, err := jwt.Sign(key, grant, time.Now())
	if err != nil {
		return config.Invalid("key", fmt.Errorf("%s: %w", c.Key, err))
	}
	if len(scopes) == 0 {
		_, _ = fmt.Fprintln(to.err, "itemactivity: warning: the token has no scopes, so the server rejects every query and mutation with it as FORBIDDEN; add --scopes, such as --scopes Files.ReadWrite")
	}
	_, err = fmt.Fprintln(to.out, token)
	return err
}
