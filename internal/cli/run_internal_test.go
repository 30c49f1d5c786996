package cli

import (
	"bytes"
	"context"
	"errors"
	"runtime"
	"runtime/debug"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/itemactivity/itemactivity/graph"
)

// says runs the program and returns its exit code and what it wrote.
func says(t *testing.T, env []string, args ...string) (code int, stdout, stderr string) {
	t.Helper()
	var out, err bytes.Buffer
	code = run(t.Context(), args, env, &out, &err)
	return code, out.String(), err.String()
}

// TestUsageErrors wants exit code 2 and exactly one line, which says what is
// wrong, where, and what would be right.
func TestUsageErrors(t *testing.T) {
	for _, test := range []struct {
		name string
		env  string
		args string
		want []string // parts of the line
	}{
		{"unknown command", "", "foo", []string{"foo", "--help"}},
		{"unknown command of lines", "", "foo\nbar", []string{`"foo\nbar"`}},
		{"unknown flag", "", "--adr=x", []string{"--adr", "--addr"}},
		{"flag without value", "", "--addr", []string{"--addr", "needs a value"}},
		{"argument too many", "", "serve now", []string{"now"}},
		{"argument with a password", "", "serve postgres://a:hunter2@b/c", []string{"postgres://b/c"}},

		{"public address", "", "--addr=0.0.0.0:8080", []string{"--addr:", "0.0.0.0:8080", "no authentication", "127.0.0.1:8080"}},
		{"public address of a variable", "ITEMACTIVITY_ADDR=0.0.0.0:8080", "", []string{"--addr", "ITEMACTIVITY_ADDR", "no authentication"}},
		{"every address", "", "--addr=:8080", []string{"--addr:", "no authentication", "127.0.0.1:8080"}},
		{"every IPv6 address", "", "--addr=[::]:8080", []string{"--addr:", "no authentication"}},
		{"network address", "", "--addr=192.168.1.2:8080", []string{"--addr:", "no authentication"}},
		{"host name", "", "--addr=example.com:8080", []string{"--addr:", "no authentication"}},
		{"name under localhost", "", "--addr=a.localhost:8080", []string{"--addr:", "no authentication"}},
		{"address without port", "", "--addr=127.0.0.1", []string{"--addr:", "HOST:PORT"}},
		{"port alone", "", "--addr=8080", []string{"--addr:", "HOST:PORT"}},
		{"empty address", "", "--addr=", []string{"--addr:", "must not be empty"}},
		{"empty port", "", "--addr=127.0.0.1:", []string{"--addr:", "65535"}},
		{"port too large", "", "--addr=127.0.0.1:65536", []string{"--addr:", `"65536"`, "65535"}},
		{"negative port", "", "--addr=127.0.0.1:-1", []string{"--addr:", "65535"}},
		{"named port", "", "--addr=127.0.0.1:http", []string{"--addr:", "65535"}},

		{"other database", "", "--database=postgres://a:hunter2@b/c", []string{"--database:", `"postgres:"`, "sqlite:"}},
		{"other database of a variable", "ITEMACTIVITY_DATABASE=http://a:hunter2@b", "migrate", []string{"ITEMACTIVITY_DATABASE", `"http:"`}},
		{"database by file URL", "", "--database=file:a.db", []string{"--database:", `"file:"`, "sqlite:"}},
		{"database on a host", "", "--database=sqlite://a:hunter2@b/c", []string{"--database:", "sqlite:///"}},
		{"database with options", "", "--database=sqlite:a.db?mode=ro", []string{"--database:", "options"}},
		{"database in memory", "", "--database=:memory:", []string{"--database:", "lose all activities"}},
		{"database in memory by URL", "", "--database=sqlite::memory:", []string{"--database:", "lose all activities"}},
		{"no database", "", "--database=", []string{"--database:", "empty"}},
		{"no database by URL", "", "migrate --database=sqlite:", []string{"--database:", "empty"}},

		{"limit of none", "", "--max-depth=0", []string{"--max-depth", "1 to"}},
		{"limit in words", "", "--max-tokens=many", []string{"--max-tokens", "whole number"}},
		{"limit of a variable", "ITEMACTIVITY_MAX_DEPTH=0", "", []string{"--max-depth, set by ITEMACTIVITY_MAX_DEPTH:", "1 to"}},
		{"limit of a flag beside a variable", "ITEMACTIVITY_MAX_DEPTH=9", "--max-depth=0", []string{"--max-depth: ", "1 to"}},
		{"time without a unit", "", "--max-time=10", []string{"--max-time", "10s"}},
		{"introspection", "", "--introspection=yes", []string{"--introspection", "on nor off"}},
		{"playground", "ITEMACTIVITY_PLAYGROUND=true", "", []string{"ITEMACTIVITY_PLAYGROUND", "on nor off"}},
		{"origin with a path", "", "--allow-origins=https://app.example/", []string{"--allow-origins", "https://app.example"}},
		{"every origin", "", "--allow-origins=*", []string{"--allow-origins", "each origin", "https://app.example"}},
		{"origin with the usual port", "", "--allow-origins=https://app.example:443", []string{"--allow-origins", `write "https://app.example"`}},
		{"origin of a user", "", "--allow-origins=https://ann:hunter2@app.example", []string{"--allow-origins", "user", `"https://app.example"`}},
		{"origin in letters that no browser sends", "ITEMACTIVITY_ALLOW_ORIGINS=https://b\u00fccher.example", "", []string{"ITEMACTIVITY_ALLOW_ORIGINS", `write "https://xn--bcher-kva.example"`}},

		{"public address of metrics", "", "--metrics-addr=0.0.0.0:9090", []string{"--metrics-addr:", "no authentication", "127.0.0.1:9090"}},
		{"negative delay", "", "--drain=-1s", []string{"--drain", "0s"}},
		{"delay without a unit", "ITEMACTIVITY_DRAIN=5", "", []string{"ITEMACTIVITY_DRAIN", "10s"}},
		{"claim of a user without a name", "", "--keys=x --user-claim=a,,b", []string{"--user-claim:", "empty value"}},
		{"claim of an application's id", "", "--keys=x --app-id-claim=,", []string{"--app-id-claim:", "empty value"}},
		{"mark of an application", "ITEMACTIVITY_APP_CLAIM=idtyp=", "--keys=x", []string{"--app-claim, set by ITEMACTIVITY_APP_CLAIM:", "CLAIM=VALUE"}},
		{"claim of scopes", "", "--keys=x --scope-claim=a,", []string{"--scope-claim:", "empty value"}},
		{"claim of roles", "", "--keys=x --role-claim=a,", []string{"--role-claim:", "empty value"}},
		{"claim of groups", "", "--keys=x --group-claim=a,", []string{"--group-claim:", "empty value"}},
		{"claim of a name", "", "--keys=x --name-claim=a,", []string{"--name-claim:", "empty value"}},
		{"claim of an application's name", "", "--keys=x --app-name-claim=a,", []string{"--app-name-claim:", "empty value"}},
		{"claims without who signs", "", "--app-name-claim=a", []string{"--app-name-claim:", "--issuer or --keys"}},
		{"negative rate", "", "--rate-limit=-1", []string{"--rate-limit", "0 to"}},
		{"burst of none", "", "--rate-burst=0", []string{"--rate-burst", "1 to"}},

		{"no growth of the heap", "", "--gc-percent=0", []string{"--gc-percent", "1 to"}},
		{"memory limit in words", "", "--memory-limit=much", []string{"--memory-limit", "auto", "whole number"}},
		{"memory limit with a unit", "ITEMACTIVITY_MEMORY_LIMIT=1GiB", "", []string{"ITEMACTIVITY_MEMORY_LIMIT", "auto", "bytes"}},
		{"memory limit too small", "", "--memory-limit=1000000", []string{"--memory-limit", "50331648"}},

		{"connections in words", "", "--max-connections=many", []string{"--max-connections", "auto", "whole number"}},
		{"no connections", "ITEMACTIVITY_MAX_CONNECTIONS=0", "", []string{"ITEMACTIVITY_MAX_CONNECTIONS", "auto", "1 to"}},
		{"proxy by name", "", "--trusted-proxies=proxy.example", []string{"--trusted-proxies", "proxy.example", "10.0.0.0/8"}},
		{"every proxy", "ITEMACTIVITY_TRUSTED_PROXIES=0.0.0.0/0", "", []string{"ITEMACTIVITY_TRUSTED_PROXIES", "every client"}},

		{"log format", "", "--log-format=xml", []string{"--log-format:", `"xml"`, "neither text nor json"}},
		{"log level", "ITEMACTIVITY_LOG_LEVEL=loud", "migrate", []string{"ITEMACTIVITY_LOG_LEVEL", `"loud"`, "debug"}},
	} {
		t.Run(test.name, func(t *testing.T) {
			var args []string
			if test.args != "" {
				args = strings.Split(test.args, " ")
			}
			code, stdout, stderr := says(t, []string{test.env}, args...)
			if code != 2 || stdout != "" {
				t.Errorf("exit code %d, standard output %q; want 2 and none", code, stdout)
			}
			if strings.Count(stderr, "\n") != 1 || !strings.HasSuffix(stderr, "\n") {
				t.Errorf("standard error is not one line: %q", stderr)
			}
			for _, part := range test.want {
				if !strings.Contains(stderr, part) {
					t.Errorf("standard error does not say %q: %s", part, stderr)
				}
			}
			if strings.Contains(stderr, "hunter2") {
				t.Errorf("standard error leaks a password: %s", stderr)
			}
			if test.env == "" && strings.Contains(stderr, "ITEMACTIVITY_") {
				t.Errorf("standard error blames a variable that is not set: %s", stderr)
			}
		})
	}
}

// TestFlagWinsOverVariable tells the two apart by what the refusal quotes.
func TestFlagWinsOverVariable(t *testing.T) {
	for _, test := range []struct {
		env  string
		args []string
		want string
	}{
		{"ITEMACTIVITY_LOG_LEVEL=a", nil, `--log-level, set by ITEMACTIVITY_LOG_LEVEL: "a"`},
		{"ITEMACTIVITY_LOG_LEVEL=a", []string{"--log-level=b"}, `--log-level: "b"`},
		{"ITEMACTIVITY_LOG_LEVEL=a", []string{"--log-level", "b"}, `--log-level: "b"`},
		// Refused for the format alone: an empty variable leaves the default.
		{"ITEMACTIVITY_LOG_LEVEL=", []string{"--log-format=c"}, `--log-format: "c"`},
		// Not our variables.
		{"ITEMACTIVITY_HELP=maybe", []string{"--log-format=c"}, `--log-format: "c"`},
		{"LOG_LEVEL=a", []string{"--log-format=c"}, `--log-format: "c"`},
	} {
		code, _, stderr := says(t, []string{test.env}, append([]string{"migrate"}, test.args...)...)
		if code != 2 || !strings.Contains(stderr, test.want) {
			t.Errorf("%s %v: exit code %d, %q; want 2 and %s", test.env, test.args, code, stderr, test.want)
		}
	}
}

// TestEnvironmentIsTheArgument wants run to leave the process's own variables
// alone.
func TestEnvironmentIsTheArgument(t *testing.T) {
	t.Setenv("ITEMACTIVITY_LOG_LEVEL", "loud")
	_, _, stderr := says(t, nil, "migrate", "--log-format=c")
	if strings.Contains(stderr, "loud") {
		t.Errorf("run read a variable that it was not given: %s", stderr)
	}
}

func TestHelp(t *testing.T) {
	for _, args := range [][]string{{"--help"}, {"-h"}, {"help"}, {"serve", "--help"}, {"help", "serve"}} {
		code, stdout, stderr := says(t, []string{"ITEMACTIVITY_ADDR=wrong"}, args...)
		if code != 0 || stderr != "" {
			t.Errorf("%v: exit code %d, standard error %q; want 0 and none", args, code, stderr)
		}
		for _, want := range []string{
			"--addr", "127.0.0.1:8080", "($ITEMACTIVITY_ADDR)",
			"--database", "itemactivity.db", "($ITEMACTIVITY_DATABASE)",
			"--log-format", "($ITEMACTIVITY_LOG_FORMAT)",
			"--log-level", "($ITEMACTIVITY_LOG_LEVEL)",
		} {
			if !strings.Contains(stdout, want) {
				t.Errorf("%v does not say %q:\n%s", args, want, stdout)
			}
		}
		if strings.Contains(stdout, "ITEMACTIVITY_HELP") {
			t.Errorf("%v offers a variable for help", args)
		}
	}
	_, stdout, _ := says(t, nil, "--help")
	for _, command := range []string{"serve", "migrate", "schema", "version"} {
		if !strings.Contains(stdout, "\n  "+command+" ") {
			t.Errorf("--help does not list %s:\n%s", command, stdout)
		}
	}
}

func TestSchema(t *testing.T) {
	code, stdout, stderr := says(t, nil, "schema")
	if code != 0 || stderr != "" || strings.TrimSpace(stdout) != strings.TrimSpace(graph.SDL()) {
		t.Errorf("exit code %d, standard error %q, or not the SDL:\n%s", code, stderr, stdout)
	}
	if !strings.Contains(stdout, "createItemActivity") {
		t.Error("the schema has no createItemActivity")
	}
}

func TestVersion(t *testing.T) {
	code, stdout, stderr := says(t, []string{"ITEMACTIVITY_ADDR=wrong"}, "version")
	if code != 0 || stderr != "" || !strings.HasPrefix(stdout, "itemactivity ") || strings.Count(stdout, "\n") != 1 {
		t.Errorf("exit code %d, standard output %q, standard error %q", code, stdout, stderr)
	}
}

func TestVersionLine(t *testing.T) {
	built := ", " + runtime.Version() + " " + runtime.GOOS + "/" + runtime.GOARCH
	revision := debug.BuildSetting{Key: "vcs.revision", Value: "0123abc"}
	modified := debug.BuildSetting{Key: "vcs.modified", Value: "true"}
	for want, info := range map[string]*debug.BuildInfo{
		"itemactivity (devel)" + built:                             nil,
		"itemactivity v1.2.3" + built:                              {Main: debug.Module{Version: "v1.2.3"}},
		"itemactivity (devel) revision 0123abc" + built:            {Settings: []debug.BuildSetting{revision}},
		"itemactivity (devel) revision 0123abc (modified)" + built: {Settings: []debug.BuildSetting{revision, modified}},
	} {
		if got := versionLine(info); got != want {
			t.Errorf("versionLine is %q, want %q", got, want)
		}
	}
}

// TestRunTimeFailure wants exit code 1 and one line where the settings are
// right and the world is not: the database is a folder.
func TestRunTimeFailure(t *testing.T) {
	for _, command := range [][]string{{"serve", "--addr=127.0.0.1:0"}, {"migrate"}} {
		code, _, stderr := says(t, nil, append(command, "--log-level=error", "--database="+t.TempDir())...)
		if code != 1 || strings.Count(stderr, "\n") != 1 {
			t.Errorf("%v: exit code %d, standard error %q; want 1 and one line", command, code, stderr)
		}
	}
}

func TestReportedErrorIsOneLine(t *testing.T) {
	var out bytes.Buffer
	if code := reportError(&out, context.DeadlineExceeded, 1); code != 1 || out.String() != "itemactivity: context deadline exceeded\n" {
		t.Errorf("exit code %d, %q", code, out.String())
	}
	// The beginning and the end of a long one are kept.
	out.Reset()
	reportError(&out, errors.New("begin "+strings.Repeat("é", 100_000)+" end"), 1)
	if got := out.String(); len(got) > 3000 || !utf8.ValidString(got) || !strings.HasPrefix(got, "itemactivity: begin éé") || !strings.HasSuffix(got, "éé end\n") || !strings.Contains(got, "é ... é") {
		t.Errorf("the report has %d bytes: %.300q", len(got), got)
	}
	out.Reset()
	reportError(&out, errors.New("a\nb\x1b[31m\r"), 1)
	if out.String() != "itemactivity: a; b [31m \n" {
		t.Errorf("the report is %q", out.String())
	}
}
