package config

import (
	"reflect"
	"testing"

	"github.com/alecthomas/kong"

	"github.com/itemactivity/itemactivity/internal/auth/jwt"
)

// TestClaims gives each flag of a claim a value of its own, and wants it in the claim
// that it stands for.
func TestClaims(t *testing.T) {
	var c Config
	parser, err := kong.New(&c, Options(NewEnvironment(nil))...)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := parser.Parse([]string{
		"--user-claim=user", "--app-id-claim=id", "--app-claim=mark", "--scope-claim=scopes",
		"--role-claim=roles", "--group-claim=groups", "--name-claim=name", "--app-name-claim=app",
	}); err != nil {
		t.Fatal(err)
	}
	if want := (jwt.Claims{
		User: "user", Application: "id", ApplicationMark: "mark", Scopes: "scopes",
		Roles: "roles", Groups: "groups", Name: "name", ApplicationName: "app",
	}); c.Auth.Claims != want {
		t.Errorf("the claims are %+v, want %+v", c.Auth.Claims, want)
	}
	for field := range reflect.TypeFor[jwt.Claims]().NumField() {
		a := Authentication{Claims: jwt.DefaultClaims()}
		if got := a.changedClaim(); got != "" {
			t.Errorf("without a change %s is changed", got)
		}
		reflect.ValueOf(&a.Claims).Elem().Field(field).SetString("other")
		if got, want := a.changedClaim(), reflect.TypeFor[jwt.Claims]().Field(field).Tag.Get("name"); got != want || want == "" {
			t.Errorf("%q is changed, want %q", got, want)
		}
	}
}
