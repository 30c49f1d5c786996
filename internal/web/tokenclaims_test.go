package web_test

import (
	"reflect"
	"strings"
	"testing"

	"github.com/itemactivity/itemactivity/internal/auth"
	"github.com/itemactivity/itemactivity/internal/auth/jwt"
	"github.com/itemactivity/itemactivity/models"
)

// keycloak returns the settings for Keycloak in docs/authentication.md.
func keycloak() jwt.Claims {
	c := jwt.DefaultClaims()
	c.User, c.ApplicationMark, c.Roles, c.ApplicationName = "sub", "client_id", "resource_access.itemactivity.roles", "client_id"
	return c
}

// The claims in access tokens of common issuers. The claims of claimsAt are left out.
var (
	entraUser = map[string]any{
		"aio": "A", "azp": "6e74172b", "azpacr": "0", "groups": []string{"g1", "g2", "g1"}, "name": "Jane Doe",
		"oid": "690222be", "preferred_username": "jane@contoso.example", "rh": "r", "roles": []string{"Files.ReadWrite.All"},
		"scp": "Files.Read Files.ReadWrite User.Read", "sub": "pairwise", "tid": "72f988bf", "uti": "u", "ver": "2.0", "wids": []string{"w"},
	}
	entraApplication = map[string]any{
		"aio": "E", "azp": "a5d0b2f1", "azpacr": "1", "idtyp": "app", "oid": "5a1d0c11", "rh": "r",
		"roles": []string{"Files.ReadWrite.All", "Group.ReadWrite.All"}, "scp": nil, "sub": "5a1d0c11", "tid": "72f988bf", "ver": "2.0",
		"app_displayname": "Nightly Import",
	}
	keycloakUser = map[string]any{
		"typ": "Bearer", "azp": "frontend", "sid": "s", "acr": "1", "scp": nil, "scope": "openid profile email Files.ReadWrite",
		"realm_access":    map[string]any{"roles": []string{"offline_access", "Files.ReadWrite.All"}},
		"resource_access": map[string]any{"itemactivity": map[string]any{"roles": []string{"Files.ReadWrite.All"}}},
		"groups":          []string{"/engineering", "/engineering/web"}, "preferred_username": "jane", "name": "Jane Doe", "email": "jane@example.com",
	}
	keycloakApplication = map[string]any{
		"typ": "Bearer", "azp": "importer", "client_id": "importer", "clientHost": "10.0.0.7", "clientAddress": "10.0.0.7",
		"scp": nil, "scope": "profile email Files.Read", "preferred_username": "service-account-importer", "sub": "0f1e2d3c",
		"resource_access": map[string]any{"itemactivity": map[string]any{"roles": []string{"Files.ReadWrite.All"}}},
	}
)

func TestCallerOfToken(t *testing.T) {
	custom := jwt.DefaultClaims()
	custom.Roles, custom.User, custom.Groups, custom.ApplicationMark = "https://itemactivity.example/roles,a.b.c", "user.id", "none,teams", "gty=client-credentials,idtyp=app"
	kinds := jwt.DefaultClaims()
	kinds.ApplicationMark = "kind"
	all := models.MaxNameLength
	for name, c := range map[string]struct {
		settings jwt.Claims
		claims   map[string]any
		want     auth.Principal
	}{
		"Entra ID, user": {jwt.Claims{}, entraUser, auth.Principal{
			UserID: "690222be", ApplicationID: "6e74172b", DisplayName: "Jane Doe", Groups: []models.ID{"g1", "g2"}, Scopes: auth.FilesRead | auth.FilesReadWrite,
		}},
		"Entra ID, application": {jwt.Claims{}, entraApplication, auth.Principal{
			ApplicationID: "a5d0b2f1", DisplayName: "Nightly Import", Scopes: auth.FilesReadWriteAll | auth.GroupReadWriteAll,
		}},
		"Entra ID, version 1": {jwt.Claims{}, map[string]any{"appid": "6e74172b", "oid": "690222be", "unique_name": "x"}, auth.Principal{
			UserID: "690222be", ApplicationID: "6e74172b", Scopes: auth.FilesRead,
		}},
		"Keycloak, user": {keycloak(), keycloakUser, auth.Principal{
			UserID: "jane", ApplicationID: "frontend", DisplayName: "Jane Doe", Groups: []models.ID{"/engineering", "/engineering/web"}, Scopes: auth.FilesReadWrite,
		}},
		"Keycloak, application": {keycloak(), keycloakApplication, auth.Principal{
			ApplicationID: "importer", DisplayName: "importer", Scopes: auth.FilesReadWriteAll,
		}},
		"Keycloak's application without the setting is a user": {jwt.Claims{}, keycloakApplication, auth.Principal{
			UserID: "0f1e2d3c", ApplicationID: "importer", DisplayName: "service-account-importer", Scopes: auth.FilesRead,
		}},
		"an application without a mark is a user without scopes": {jwt.Claims{}, map[string]any{"scp": nil, "roles": []string{"Files.ReadWrite.All"}}, auth.Principal{UserID: "jane"}},
		"another kind in the mark":                               {jwt.Claims{}, map[string]any{"idtyp": "user", "roles": []string{"Files.Read.All"}}, auth.Principal{UserID: "jane", Scopes: auth.FilesRead}},
		"a mark that is a list":                                  {jwt.Claims{}, map[string]any{"idtyp": []string{"app"}, "sub": "importer"}, auth.Principal{ApplicationID: "importer"}},
		"a mark that is an empty object":                         {kinds, map[string]any{"kind": map[string]any{}}, auth.Principal{UserID: "jane", Scopes: auth.FilesRead}},
		"an empty mark":                                          {kinds, map[string]any{"kind": ""}, auth.Principal{UserID: "jane", Scopes: auth.FilesRead}},
		"an application by its subject":                          {jwt.Claims{}, map[string]any{"idtyp": "app", "scp": "Files.ReadWrite.All", "sub": "importer"}, auth.Principal{ApplicationID: "importer"}},

		"a name with dots":        {custom, map[string]any{"gty": "client-credentials", "https://itemactivity.example/roles": []string{"Files.Read.All"}}, auth.Principal{ApplicationID: "jane", Scopes: auth.FilesReadAll}},
		"nested objects":          {custom, map[string]any{"idtyp": "app", "a": map[string]any{"b": map[string]any{"c": "Files.Read Files.Read.All"}}}, auth.Principal{ApplicationID: "jane", Scopes: auth.FilesRead | auth.FilesReadAll}},
		"the first present claim": {custom, map[string]any{"user": map[string]any{"id": "joe"}, "none": nil, "teams": []any{"a", 7, "~b", "", "c\n", "d"}}, auth.Principal{UserID: "joe", Groups: []models.ID{"a", "d"}, Scopes: auth.FilesRead}},
		"scopes in a list":        {jwt.Claims{}, map[string]any{"scp": []any{"Files.ReadWrite", 1, "files.read"}}, auth.Principal{UserID: "jane", Scopes: auth.FilesReadWrite}},
		"empty scopes":            {jwt.Claims{}, map[string]any{"scp": "", "scope": "Files.Read"}, auth.Principal{UserID: "jane"}},
		"scopes of another type":  {jwt.Claims{}, map[string]any{"scp": map[string]any{"Files.Read": true}}, auth.Principal{UserID: "jane"}},
		"a long name":             {jwt.Claims{}, map[string]any{"name": strings.Repeat("ü", all+1)}, auth.Principal{UserID: "jane", DisplayName: strings.Repeat("ü", all), Scopes: auth.FilesRead}},
		"an invalid name":         {jwt.Claims{}, map[string]any{"name": "Jane\x00", "preferred_username": " jane "}, auth.Principal{UserID: "jane", DisplayName: "jane", Scopes: auth.FilesRead}},
		"no valid name":           {jwt.Claims{}, map[string]any{"name": " ", "preferred_username": 7}, auth.Principal{UserID: "jane", Scopes: auth.FilesRead}},
	} {
		t.Run(name, func(t *testing.T) {
			k := newEd25519(t, "d")
			i := newIssuer(t, k)
			d := newTestServer(t, jwt.Config{Issuer: i.URL, Claims: c.settings})
			if got := d.admits(t, k.token(t, i.claimsAt(d.clock.now(), c.claims))); !reflect.DeepEqual(*got, c.want) {
				t.Errorf("the caller is %+v, want %+v", *got, c.want)
			}
			for _, personal := range []string{"Jane", "jane", "690222be", "g1", "engineering"} {
				if strings.Contains(d.log.String(), personal) {
					t.Errorf("the log contains %q: %s", personal, d.log.String())
				}
			}
		})
	}
}

// TestTooManyGroups checks that a token from which the issuer left out the groups is
// accepted without groups, and that there is one warning for each token.
func TestTooManyGroups(t *testing.T) {
	k := newEd25519(t, "d")
	i := newIssuer(t, k)
	d := newTestServer(t, jwt.Config{Issuer: i.URL})
	for n, claims := range []map[string]any{
		{"_claim_names": map[string]any{"groups": "src1"}, "_claim_sources": map[string]any{"src1": map[string]any{"endpoint": "https://graph.example"}}},
		{"hasgroups": true},
		{"hasgroups": "true"},
	} {
		token := k.token(t, i.claimsAt(d.clock.now(), claims))
		for range 3 {
			if caller := d.admits(t, token); len(caller.Groups) > 0 {
				t.Errorf("the groups are %v", caller.Groups)
			}
		}
		if got := strings.Count(d.log.String(), "too many groups"); got != n+1 {
			t.Errorf("the log has %d warnings of too many groups, want %d: %s", got, n+1, d.log.String())
		}
	}
	d.admits(t, k.token(t, i.claimsAt(d.clock.now(), map[string]any{"hasgroups": false, "_claim_names": map[string]any{"roles": "src1"}})))
	if got := strings.Count(d.log.String(), "too many groups"); got != 3 {
		t.Errorf("the log has %d warnings of too many groups, want 3", got)
	}
}

// TestTokenWithoutCaller checks that a token that names neither a user nor an application is
// rejected. All bearers of such tokens would be the same caller.
func TestTokenWithoutCaller(t *testing.T) {
	k := newEd25519(t, "d")
	i := newIssuer(t, k)
	d := newTestServer(t, jwt.Config{Issuer: i.URL})
	for reason, claims := range map[string]map[string]any{
		"names no application": {"idtyp": "app", "sub": nil, "roles": []string{"Files.ReadWrite.All"}},
		"names no user":        {"sub": nil, "scp": "Files.ReadWrite"},
	} {
		d.refuses(t, k.token(t, i.claimsAt(d.clock.now(), claims)), reason)
	}
}
