package jwt

import (
	"strings"
	"unicode/utf8"

	"github.com/itemactivity/itemactivity/internal/auth"
	"github.com/itemactivity/itemactivity/models"
)

// caller makes the principal of a token's claims.
func (n claimNames) caller(claims map[string]any) (*auth.Principal, error) {
	p := &auth.Principal{Groups: groupsOf(first(claims, n.groups))}
	var err error
	if p.ApplicationID, err = optionalID(first(claims, n.application)); err != nil {
		return nil, err
	}
	if n.isApplication(claims) {
		if p.ApplicationID == "" {
			if p.ApplicationID, err = optionalID(claims["sub"]); err != nil {
				return nil, err
			}
		}
		if p.ApplicationID == "" {
			return nil, invalid("the token of an application names no application")
		}
		p.Scopes = auth.ScopesOf(texts(first(claims, n.roles))...)
		p.DisplayName = nameOf(claims, n.applicationName)
		return p, nil
	}
	if p.UserID, err = optionalID(first(claims, n.user)); err != nil {
		return nil, err
	}
	if p.UserID == "" {
		return nil, invalid("the token names no user, and is not marked as an application's")
	}
	p.Scopes = auth.ScopesOf(texts(first(claims, n.scopes))...)
	p.DisplayName = nameOf(claims, n.name)
	return p, nil
}

// isApplication tells whether an application acts for itself. Only the mark
// says so. That a token has roles does not, since users have roles; nor does it
// that a token has no scopes, since some issuers put none into the tokens of
// users, and an application's roles reach beyond a user's groups.
func (n claimNames) isApplication(claims map[string]any) bool {
	for _, m := range n.applicationMarks {
		switch value := descend(claims, m.name).(type) {
		case nil:
		case string:
			if m.value == "" && value != "" || m.value != "" && value == m.value {
				return true
			}
		}
	}
	return false
}

// optionalID reads an id that an issuer chose: so no token can name what the server
// derives. Its characters are the issuer's affair, but for control characters.
func optionalID(claim any) (models.ID, error) {
	if claim == nil {
		return "", nil
	}
	var id models.ID
	if err := id.UnmarshalGQL(claim); err != nil {
		return "", invalid("an id of the caller is no id: it has 1 to %d characters and no control characters", models.MaxIDLength)
	}
	if err := id.ValidateNew(""); err != nil {
		return "", invalid("an id of the caller is reserved: it begins with ~")
	}
	return id, nil
}

// groupsOf returns the groups that a token names. The size of a token bounds
// them; what is no id can be nobody's group.
func groupsOf(claim any) (groups []models.ID) {
	list, _ := claim.([]any)
	seen := make(map[models.ID]bool, len(list))
	for _, element := range list {
		if id, err := optionalID(element); err == nil && id != "" && !seen[id] {
			seen[id] = true
			groups = append(groups, id)
		}
	}
	return groups
}

// nameOf returns the first of the named claims that will do as a display name,
// cut to what is kept. A name is nothing that anybody is refused for.
func nameOf(claims map[string]any, names []string) string {
	for _, claim := range names {
		name, _ := descend(claims, claim).(string)
		name = strings.TrimSpace(name)
		if utf8.RuneCountInString(name) > models.MaxNameLength {
			name = string([]rune(name)[:models.MaxNameLength])
		}
		if models.ValidateName("", name) == nil {
			return name
		}
	}
	return ""
}

// hasMoreGroups tells whether the issuer left the groups out because there are
// too many for a token, as Microsoft Entra ID says it in either of two ways.
func hasMoreGroups(claims map[string]any) bool {
	switch v := claims["hasgroups"].(type) {
	case bool:
		return v
	case string:
		return v == "true"
	}
	sources, _ := claims["_claim_names"].(map[string]any)
	return sources["groups"] != nil
}
