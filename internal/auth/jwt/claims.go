package jwt

import (
	"errors"
	"fmt"
	"strings"

	"github.com/alecthomas/kong"
)

// Claims names the claims from which a caller is read. Each is one name or
// several, separated by commas, of which the first that a token has is taken.
// A dot descends into an object, as in Keycloak's realm_access.roles, unless
// there is a claim whose name has the dot itself. The tags declare the flags.
type Claims struct {
	User string `name:"user-claim" default:"oid,sub" help:"Id of a user." see:"docs/authentication.md#claims"`
	// Application is the application itself, or the one through which a user acts.
	Application string `name:"app-id-claim" default:"azp,appid,client_id" help:"Id of an application."`
	// ApplicationMark may have several names, of which one is enough.
	ApplicationMark string `name:"app-claim" default:"idtyp=app" help:"What only the tokens of applications that act for themselves have: CLAIM or CLAIM=VALUE."`
	Scopes          string `name:"scope-claim" default:"scp,scope" help:"Scopes that a user granted."`
	Roles           string `name:"role-claim" default:"roles" help:"Roles of an application that acts for itself."`
	Groups          string `name:"group-claim" default:"groups" help:"Claims of the caller's groups."`
	Name            string `name:"name-claim" default:"name,preferred_username" help:"Display name of a user."`
	ApplicationName string `name:"app-name-claim" default:"app_displayname" help:"Display name of an application."`
}

// DefaultClaims returns the defaults that the tags of Claims declare. They fit
// Microsoft Entra ID, and what this program signs itself.
func DefaultClaims() (c Claims) {
	if err := kong.ApplyDefaults(&c); err != nil {
		panic(err) // a tag is wrong
	}
	return c
}

// claimNames is Claims, taken apart.
type claimNames struct {
	user, application, scopes, roles, groups, name, applicationName []string
	applicationMarks                                                []mark
}

// mark is a claim that tells what a token is.
type mark struct{ name, value string }

func (c Claims) parse() (names claimNames, err error) {
	var marks []string
	for _, list := range []struct {
		setting, names string
		into           *[]string
	}{
		{"user-claim", c.User, &names.user},
		{"app-id-claim", c.Application, &names.application},
		{"app-claim", c.ApplicationMark, &marks},
		{"scope-claim", c.Scopes, &names.scopes},
		{"role-claim", c.Roles, &names.roles},
		{"group-claim", c.Groups, &names.groups},
		{"name-claim", c.Name, &names.name},
		{"app-name-claim", c.ApplicationName, &names.applicationName},
	} {
		for name := range strings.SplitSeq(list.names, ",") {
			if name = strings.TrimSpace(name); name == "" {
				return names, &ConfigError{list.setting, errors.New("it has an empty name; name one claim, or several separated by commas")}
			}
			*list.into = append(*list.into, name)
		}
	}
	for _, text := range marks {
		name, value, valued := strings.Cut(text, "=")
		if name == "" || valued && value == "" {
			return names, &ConfigError{"app-claim", fmt.Errorf("%q is neither CLAIM nor CLAIM=VALUE, as in idtyp=app", text)}
		}
		names.applicationMarks = append(names.applicationMarks, mark{name, value})
	}
	return names, nil
}

// first returns the first of the named claims that is there; null is not.
func first(claims map[string]any, names []string) any {
	for _, name := range names {
		if value := descend(claims, name); value != nil {
			return value
		}
	}
	return nil
}

// descend finds a claim by its whole name before it tries the dots, since
// issuers also have claims with dots in their names: URLs, or the name of a
// client.
func descend(claims map[string]any, name string) any {
	if value, ok := claims[name]; ok {
		return value
	}
	for i, c := range name {
		if c != '.' {
			continue
		}
		if object, ok := claims[name[:i]].(map[string]any); ok {
			if value := descend(object, name[i+1:]); value != nil {
				return value
			}
		}
	}
	return nil
}

// texts returns a claim that is a list of strings, or strings separated by
// spaces. What is neither is no grant.
func texts(value any) (list []string) {
	switch v := value.(type) {
	case string:
		return strings.Fields(v)
	case []any:
		for _, element := range v {
			if text, ok := element.(string); ok {
				list = append(list, text)
			}
		}
	}
	return list
}
