package web_test

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"

	"github.com/itemactivity/itemactivity/internal/auth"
	"github.com/itemactivity/itemactivity/internal/auth/jwt"
	"github.com/itemactivity/itemactivity/models"
)

// TestGroupsOfToken: a string is one group, whatever characters it has, and in a list
// each string is one. Everything else is left out, and the caller is still admitted.
func TestGroupsOfToken(t *testing.T) {
	k := newEd25519(t, "d")
	i := newIssuer(t, k)
	d := newTestServer(t, jwt.Config{Issuer: i.URL})
	for claim, want := range map[string][]models.ID{
		`"team"`:                   {"team"},
		`"Domain Users"`:           {"Domain Users"},
		`"a,b"`:                    {"a,b"},
		`"[\"a\",\"b\"]"`:          {`["a","b"]`},
		`"7"`:                      {"7"},
		`"~team"`:                  nil,
		`"a\nb"`:                   nil,
		`""`:                       nil,
		`null`:                     nil,
		`7`:                        nil,
		`true`:                     nil,
		`{"team": true}`:           nil,
		`[]`:                       nil,
		`["a"]`:                    {"a"},
		`["a", "a", "b", "a"]`:     {"a", "b"},
		`["a", "", null, "b"]`:     {"a", "b"},
		`["a", 7, 1e30, "7"]`:      {"a", "7"},
		`[["a"], "b"]`:             {"b"},
		`[{"id": "a"}, "b"]`:       {"b"},
		`["A", "a"]`:               {"A", "a"},
		`[" a "]`:                  {" a "},
		`["/engineering/web", ""]`: {"/engineering/web"},
	} {
		caller := d.admits(t, k.token(t, i.claimsAt(d.clock.now(), map[string]any{"groups": json.RawMessage(claim)})))
		if !slices.Equal(caller.Groups, want) {
			t.Errorf("groups %s: the caller's groups are %q, want %q", claim, caller.Groups, want)
		}
	}
}

// TestGrantsOfToken: scopes and roles are a string with blanks, as in RFC 6749, or a
// list with one name in each string. Everything else grants nothing.
func TestGrantsOfToken(t *testing.T) {
	k := newEd25519(t, "d")
	i := newIssuer(t, k)
	d := newTestServer(t, jwt.Config{Issuer: i.URL})
	for claim, want := range map[string]auth.Scopes{
		`"Files.Read"`:                         auth.FilesRead,
		`"openid Files.Read  Files.ReadWrite"`: auth.FilesRead | auth.FilesReadWrite,
		`"Files.Read,Files.ReadWrite"`:         0,
		`"files.read"`:                         0,
		`""`:                                   0,
		`" "`:                                  0,
		`[]`:                                   0,
		`["Files.Read", "Files.Read"]`:         auth.FilesRead,
		`["Files.Read Files.ReadWrite"]`:       0,
		`["", 7, null, "Files.ReadWrite"]`:     auth.FilesReadWrite,
		`[["Files.Read"], {"name": "Files.Read"}]`: 0,
		`{"Files.Read": true}`:                     0,
		`7`:                                        0,
		`true`:                                     0,
		`"https://app.example/Files.Read"`:         0,
		`["Files.Read", "Group.ReadWrite.All", "x.y"]`: auth.FilesRead | auth.GroupReadWriteAll,
	} {
		for kind, claims := range map[string]map[string]any{
			"user's scp":          {"scp": json.RawMessage(claim)},
			"user's scope":        {"scp": nil, "scope": json.RawMessage(claim)},
			"application's roles": {"idtyp": "app", "scp": "Files.ReadWrite.All", "roles": json.RawMessage(claim)},
		} {
			if caller := d.admits(t, k.token(t, i.claimsAt(d.clock.now(), claims))); caller.Scopes != want {
				t.Errorf("%s %s: the caller may %q, want %q", kind, claim, caller.Scopes, want)
			}
		}
	}
}

// TestGroupsLeftOut: _claim_names says which claims the issuer left out (OpenID
// Connect Core, 5.6.2). It matters where that is the claim of the groups and the token
// has no other.
func TestGroupsLeftOut(t *testing.T) {
	k := newEd25519(t, "d")
	i := newIssuer(t, k)
	teams := jwt.DefaultClaims()
	teams.Groups = "teams,org.units"
	for name, c := range map[string]struct {
		settings jwt.Claims
		claims   string
		warned   bool
	}{
		"the groups":                          {jwt.Claims{}, `{"_claim_names": {"groups": "src1"}}`, true},
		"another claim":                       {jwt.Claims{}, `{"_claim_names": {"roles": "src1"}}`, false},
		"the groups, which are there as well": {jwt.Claims{}, `{"_claim_names": {"groups": "src1"}, "groups": ["a"]}`, false},
		"a claim of the setting":              {teams, `{"_claim_names": {"teams": "src1"}}`, true},
		"another claim of the setting":        {teams, `{"_claim_names": {"org.units": "src1"}}`, true},
		"groups that are in another claim":    {teams, `{"_claim_names": {"groups": "src1"}, "teams": ["a"]}`, false},
		"names that are a list":               {jwt.Claims{}, `{"_claim_names": ["groups"]}`, false},
		"names that are a string":             {jwt.Claims{}, `{"_claim_names": "groups"}`, false},
		"hasgroups":                           {jwt.Claims{}, `{"hasgroups": true}`, true},
		"hasgroups, and groups":               {jwt.Claims{}, `{"hasgroups": true, "groups": ["a"]}`, false},
		"hasgroups is a number":               {jwt.Claims{}, `{"hasgroups": 1}`, false},
	} {
		d := newTestServer(t, jwt.Config{Issuer: i.URL, Claims: c.settings})
		var claims map[string]any
		if err := json.Unmarshal([]byte(c.claims), &claims); err != nil {
			t.Fatal(err)
		}
		d.admits(t, k.token(t, i.claimsAt(d.clock.now(), claims)))
		if got := strings.Contains(d.log.String(), "too many groups"); got != c.warned {
			t.Errorf("%s: the log warns: %t, want %t: %s", name, got, c.warned, d.log.String())
		}
	}
}
