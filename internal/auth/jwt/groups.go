package jwt

import "github.com/itemactivity/itemactivity/models"

// groupsOf returns the groups that a token names. A string is one group: many issuers
// send a list with one element as its element. Values that are not valid ids are left
// out. The size of a token limits the number of groups.
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

// leavesGroupsOut reports whether the issuer left the groups out because there are too
// many of them for a token. Microsoft Entra ID writes hasgroups, or the name of the
// claim into _claim_names (OpenID Connect Core, section 5.6.2).
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
