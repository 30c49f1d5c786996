package main

import (
	"reflect"
	"testing"

	"github.com/itemactivity/itemactivity/internal/auth"
)

// TestEverySettingIsPassedOn gives each flag of a kind a value of its own, and wants it
// in the settings that it stands for, and nowhere else.
func TestEverySettingIsPassedOn(t *testing.T) {
	var limits limitFlags
	flags := reflect.ValueOf(&limits).Elem()
	for i := range flags.NumField() {
		flags.Field(i).SetInt(int64(1000 + i))
	}
	got := reflect.ValueOf(limits.limits())
	if got.NumField() != flags.NumField() || got.NumField() == 0 {
		t.Errorf("there are %d flags for %d limits", flags.NumField(), got.NumField())
	}
	for i := range got.NumField() {
		name := got.Type().Field(i).Name
		flag := flags.FieldByName("Max" + name)
		if !flag.IsValid() || flag.Int() != got.Field(i).Int() {
			t.Errorf("the limit %s is %v, and not its flag's", name, got.Field(i))
		}
	}

	var claims claimFlags
	names := reflect.ValueOf(&claims).Elem()
	for i := range names.NumField() {
		names.Field(i).SetString(names.Type().Field(i).Name)
	}
	want := auth.Claims{
		User: "UserClaim", Application: "AppIDClaim", ApplicationMark: "AppClaim", Scopes: "ScopeClaim",
		Roles: "RoleClaim", Groups: "GroupClaim", Name: "NameClaim", ApplicationName: "AppNameClaim",
	}
	if got := claims.claims(); got != want {
		t.Errorf("the claims are %+v, want %+v", got, want)
	}
	if claimFlagsOf(want) != claims {
		t.Error("the defaults of the claims are not those of their flags")
	}
	for i := range names.NumField() {
		changed := claimFlagsOf(auth.DefaultClaims())
		reflect.ValueOf(&changed).Elem().Field(i).SetString("other")
		if changed.changed() == "" {
			t.Errorf("%s may be set where nobody checks tokens", names.Type().Field(i).Name)
		}
	}
}
