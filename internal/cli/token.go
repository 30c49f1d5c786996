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
	User    string        `variable:"-" placeholder:"ID" help:"User who bears the token."`
	App     string        `variable:"-" placeholder:"ID" help:"Application that bears the token; with --user, through which the user acts."`
	Name    string        `variable:"-" help:"Display name of the user, or of an application without one."`
	Groups  []string      `variable:"-" placeholder:"ID" help:"Claims of the groups that the bearer belongs to, separated by commas."`
	Scopes  string        `variable:"-" placeholder:"NAMES" help:"What the bearer may do, as in \"Files.ReadWrite Group.ReadWrite.All\"."`
	Expires time.Duration `variable:"-" default:"1h" help:"Time for which the token is good."`
	Key     string        `variable:"-" default:"itemactivity.key" help:"Private key that signs it, from keygen."`
}

// Run prints a token and nothing else, so that a shell can assign it to a variable.
func (c tokenCommand) Run(to streams, cfg *config.Config) error {
	if c.User == "" && c.App == "" {
		return config.Invalid("user", errors.New("say whose token it is: with --user ID, with --app ID, or with both for a user who acts through an application"))
	}
	scopes := strings.FieldsFunc(c.Scopes, func(r rune) bool { return r == ' ' || r == ',' })
	for _, scope := range scopes {
		if !slices.Contains(auth.ScopeNames(), scope) {
			return config.Invalid("scopes", fmt.Errorf("there is no %q; there are %s", scope, strings.Join(auth.ScopeNames(), ", ")))
		}
	}
	grant := jwt.Grant{
		Issuer: cfg.Auth.IssuerName(), Audience: cfg.Auth.Audiences()[0],
		UserID: c.User, ApplicationID: c.App, Name: c.Name, Groups: c.Groups, Scopes: scopes, Expires: c.Expires,
	}
	if wrong, ok := errors.AsType[*jwt.ConfigError](grant.Check()); ok {
		return config.Invalid(wrong.Setting, wrong)
	}
	key, err := os.ReadFile(c.Key)
	if errors.Is(err, os.ErrNotExist) {
		return config.Invalid("key", fmt.Errorf("there is no file %s; itemactivity keygen makes one", c.Key))
	}
	if err != nil {
		return err
	}
	token, err := jwt.Sign(key, grant, time.Now())
	if err != nil {
		return config.Invalid("key", fmt.Errorf("%s: %w", c.Key, err))
	}
	_, err = fmt.Fprintln(to.out, token)
	return err
}
