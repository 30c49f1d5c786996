package test

import (
	"encoding/base64"
	"encoding/json"
	"strconv"
	"strings"

	"github.com/rogpeppe/go-internal/testscript"
)

// lifetime compares the time for which the token on standard output is valid.
func (*scriptState) lifetime(script *testscript.TestScript, arguments []string) {
	parts := strings.Split(script.ReadFile("stdout"), ".")
	if len(parts) != 3 {
		script.Fatalf("standard output is not a token")
	}
	text, err := base64.RawURLEncoding.DecodeString(parts[1])
	script.Check(err)
	var claims struct{ Exp, Iat, Nbf int64 }
	script.Check(json.Unmarshal(text, &claims))
	want, err := strconv.ParseInt(arguments[0], 10, 64)
	script.Check(err)
	if got := claims.Exp - claims.Iat; got != want || claims.Nbf != claims.Iat {
		script.Fatalf("the token is valid for %d seconds, want %d", got, want)
	}
}
