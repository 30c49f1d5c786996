package jwt

import (
	"errors"
	"fmt"
	"strings"

	"github.com/alecthomas/kong"
)

// Claims names the claims that describe a caller. Each field is one name or several,
// separated by commas; the first one that a token has is used. A dot descends into an
// object, as in Keycloak's realm_access.roles, unless a claim has the whole name. The
// tags declare the flags.
type Claims struct {
	User string `name:"user-claim" default:"oid,sub" help:"Claims with the id of a user. The first one that the token has counts." see:"docs/authentication.md#claims"`
	// Application is the application itself, or the one through which a user acts.
	Application string `name:"app-id-claim" default:"azp,appid,client_id" help:"Claims with the id of an application. The first one that the token has counts."`
	// ApplicationMark may have several names. A token needs one of them.
	ApplicationMark string `name:"app-claim" default:"idtyp=app" help:"Claim that only an application's own tokens have, as NAME or NAME=VALUE."`
	Scopes          string `name:"scope-claim" default:"scp,scope" help:"Claims with the scopes that a user granted."`
	Roles           string `name:"role-claim" default:"roles" help:"Claims with the roles of an application that acts for itself."`
	Groups          string `name:"group-claim" default:"groups" help:"Claims with the groups of the caller."`
	Name            string `name:"name-claim" default:"name,preferred_username" help:"Claims with the display name of a user."`
	ApplicationName string `name:"app-name-claim" default:"app_displayname" help:"Claims with the display name of an application."`
}

// DefaultClaims returns the defaults that the tags of Claims declare. They are right for
// Microsoft Entra ID and for the tokens that Sign returns.
func DefaultClaims() (c Claims) {
	if err := kong.ApplyDefaults(&c); err != nil {
		panic(err) // a tag is wrong
	}
	return c
}

// claimNames is the parsed form of Claims.
type claimNames struct {
	user, application, scopes, roles, groups, name, applicationName []string
	applicationMarks                                                []mark
}

// mark is a claim, or a claim with a value, that only an application's token has.
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
				return names, &ConfigError{list.setting, errors.New("it contains an empty value; use one claim, or several separated by commas")}
			}
			*list.into = append(*list.into, name)
		}
	}
	for _, text := range marks {
		name, value, valued := strings.Cut(text, "=")
		if name == "" || valued && value == "" || name != strings.TrimSpace(name) || value != strings.TrimSpace(value) {
			return names, &ConfigError{"app-claim", fmt.Errorf("%q is neither CLAIM nor CLAIM=VALUE, such as idtyp=app", text)}
		}
		names.applicationMarks = append(names.applicationMarks, mark{name, value})
	}
	return names, nil
}

// first returns the first of the named claims that the token has. A claim that is null
// counts as missing.
func first(claims map[string]any, names []string) any {
	for _, name := range names {
		if value := descend(claims, name); value != nil {
			return value
		}
	}
	return nil
}

// descend looks for a claim by its whole name first, since some claims have dots in
// their names: URLs, and names of clients.
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

// texts returns the strings of a claim: the elements of a list, or the words of a string
// with spaces. It leaves out everything else.
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
