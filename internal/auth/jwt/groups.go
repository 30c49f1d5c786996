package jwt

import "github.com/itemactivity/itemactivity/models"

// groupsOf returns the groups that a token contains. A string is one group, because many
// issuers send a list with one element as a string. Values that are not valid ids are
// omitted. The number of groups is limited by the size of a token.
func groupsOf(claim any) (groups []models.ID) {
	list, _ := claim.([]any)
	if text, ok := claim.(string); ok {
		list = []any{text}
	}
	seen := make(map[models.ID]bool, len(list))
	for _, element := range list {
		if id, err := optionalID(element); err == nil && id != "" && !seen[id] {
			seen[id] = true
			groups = append(groups, id)
		}
	}
	return groups
}

// leavesGroupsOut reports whether the issuer omitted the groups because they do not fit in
// a token. Microsoft Entra ID then sets hasgroups, or adds the name of the claim to
// _claim_names (OpenID Connect Core, section 5.6.2).
func (n claimNames) leavesGroupsOut(claims map[string]any) bool {
	if first(claims, n.groups) != nil {
		return false
	}
	switch v := claims["hasgroups"].(type) {
	case bool:
		return v
	case string:
		return v == "true"
	}
	sources, _ := claims["_claim_names"].(map[string]any)
	for _, name := range n.groups {
		if sources[name] != nil {
			return true
		}
	}
	return false
}
