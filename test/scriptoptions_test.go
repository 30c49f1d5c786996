package test

import (
	"net/http"
	"strconv"
	"strings"

	"github.com/rogpeppe/go-internal/testscript"
)

// ownOptions are the options that only one command has. Each changes the header of the
// request or stores the value.
type ownOptions map[string]func(header http.Header, value string)

// requestOptions reads the options of a command that sends a request, which come before its
// arguments: -token, -status and its own. It returns the header of the request, the wanted
// status and the arguments.
func requestOptions(ts *testscript.TestScript, command string, own ownOptions, args []string) (header http.Header, status int, arguments []string) {
	header, status = http.Header{}, http.StatusOK
	for len(args) > 2 && strings.HasPrefix(args[0], "-") {
		option, value := args[0], args[1]
		switch {
		case option == "-token":
			header.Set("Authorization", "Bearer "+strings.TrimSpace(ts.ReadFile(value)))
		case option == "-status":
			var err error
			status, err = strconv.Atoi(value)
			ts.Check(err)
		case own[option] != nil:
			own[option](header, value)
		default:
			ts.Fatalf("%s has no option %s", command, option)
		}
		args = args[2:]
	}
	return header, status, args
}
