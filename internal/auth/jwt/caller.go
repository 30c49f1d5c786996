package jwt

import (
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/itemactivity/itemactivity/internal/auth"
	"github.com/itemactivity/itemactivity/models"
)

// caller returns the principal that a token's claims describe.
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
		return nil, invalid("the token names no user and is not marked as an application's")
	}
	p.Scopes = auth.ScopesOf(texts(first(claims, n.scopes))...)
	p.DisplayName = nameOf(claims, n.name)
	return p, nil
}

// isApplication reports whether the caller is an application that acts for itself. Only
// the mark decides. Roles do not, since users have roles too. Missing scopes do not,
// since some issuers leave them out of a user's token, and an application's roles are
// not limited to a user's groups.
func (n claimNames) isApplication(claims map[string]any) bool {
	return slices.ContainsFunc(n.applicationMarks, func(m mark) bool { return m.isOn(descend(claims, m.name)) })
}

// isOn reports whether a claim has the value of the mark. If the mark has no value, any
// value of the claim counts except null, false, and an empty string or list.
func (m mark) isOn(claim any) bool {
	switch v := claim.(type) {
	case nil:
		return false
	case []any:
		return slices.ContainsFunc(v, m.isOn)
	case map[string]any:
		return m.value == "" && len(v) > 0
	case bool:
		return v && (m.value == "" || m.value == "true")
	}
	text := fmt.Sprint(claim)
	return text != "" && (m.value == "" || text == m.value)
}

// optionalID reads an id that an issuer chose. It rejects control characters and the
// prefix of the ids that the server derives; other characters are left to the issuer.
func optionalID(claim any) (models.ID, error) {
	if claim == nil {
		return "", nil
	}
	var id models.ID
	if err := id.UnmarshalGQL(claim); err != nil {
		return "", invalid("an id of the caller is not valid: an id is a string of 1 to %d characters without control characters", models.MaxIDLength)
	}
	if err := id.ValidateNew(""); err != nil {
		return "", invalid("an id of the caller is reserved: it begins with ~")
	}
	return id, nil
}

// nameOf returns the first of the named claims that is a valid display name, cut to the
// maximum length. A token is never rejected because of a name.
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
