package test

import (
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/testscript"
)

// TestScripts runs the scripts in test/scripts, each in its own folder. In addition to the
// commands of testscript they have:
//
//	serve DATABASE [FLAG...]     start the server and wait until it listens; $addr is its address
//	terminate [INT|HUP]          stop the server with SIGTERM, SIGINT or SIGHUP; it must exit with code 0;
//	                             its log becomes standard error
//	crash                        end the server with SIGKILL
//	exits CODE PROGRAM [ARG...]  run a program, which must exit with the code
//	graphql [-key KEY] [-token FILE] [-status CODE] QUERY.graphql [VARIABLES.json]
//	                             send a request with an idempotency key and the token in a file;
//	                             the response must have the status, by default 200; its indented
//	                             body becomes standard output
//	rest [-token FILE] [-status CODE] [-header 'NAME: VALUE'] [-host HOST] METHOD PATH [BODY.json]
//	                             send a request to a URL of Microsoft Graph; the response must have
//	                             the status, by default 200; its indented body becomes standard
//	                             output, and its headers become standard error
//	answer WANT.json             compare the last response with a file, see placeholder
//	lifetime SECONDS             compare the time for which the token on standard output is valid
//	load DATABASE FILE.sql       create a database from a dump of sqlite3
//	foreign-database DATABASE    create a database of another program
//	change DATABASE STATEMENT    execute an SQL statement on a database
//	schema-version DATABASE N    make a database look as if a program with schema version N
//	                             had migrated it
func TestScripts(t *testing.T) {
	path := built(t, program)
	testscript.Run(t, testscript.Params{
		Dir:                "scripts",
		RequireUniqueNames: true,
		// It ends a server that starts, although the script expects an error.
		// All scripts have this time together.
		Deadline: time.Now().Add(10 * time.Minute),
		Setup: func(env *testscript.Env) error {
			env.Setenv("PATH", filepath.Dir(path)+string(os.PathListSeparator)+env.Getenv("PATH"))
			state := &scriptState{program: path, values: namedValues{}}
			env.Values[scriptStateKey{}] = state
			env.Defer(state.cleanUp)
			return nil
		},
		Cmds: map[string]func(*testscript.TestScript, bool, []string){
			"serve":            scriptCommand("serve DATABASE [FLAG...]", 1, 99, (*scriptState).serve),
			"terminate":        scriptCommand("terminate [INT|HUP]", 0, 1, (*scriptState).terminate),
			"crash":            scriptCommand("crash", 0, 0, (*scriptState).crash),
			"exits":            scriptCommand("exits CODE PROGRAM [ARG...]", 2, 99, (*scriptState).exits),
			"graphql":          scriptCommand("graphql [-key KEY] [-token FILE] [-status CODE] QUERY.graphql [VARIABLES.json]", 1, 8, (*scriptState).graphql),
			"rest":             scriptCommand("rest [-token FILE] [-status CODE] [-header 'NAME: VALUE'] [-host HOST] METHOD PATH [BODY.json]", 2, 99, (*scriptState).rest),
			"answer":           scriptCommand("answer WANT.json", 1, 1, (*scriptState).answer),
			"lifetime":         scriptCommand("lifetime SECONDS", 1, 1, (*scriptState).lifetime),
			"load":             scriptCommand("load DATABASE FILE.sql", 2, 2, (*scriptState).load),
			"foreign-database": scriptCommand("foreign-database DATABASE", 1, 1, (*scriptState).foreignDatabase),
			"change":           scriptCommand("change DATABASE STATEMENT", 2, 2, (*scriptState).change),
			"schema-version":   scriptCommand("schema-version DATABASE N", 2, 2, (*scriptState).schemaVersion),
		},
	})
}

// scriptState is the state of one script: the program, the running server, and the values of
// placeholders with names.
type scriptState struct {
	program string
	server  *server
	values  namedValues
}

type scriptStateKey struct{}

func scriptCommand(usage string, least, most int, command func(*scriptState, *testscript.TestScript, []string)) func(*testscript.TestScript, bool, []string) {
	return func(ts *testscript.TestScript, negated bool, args []string) {
		if negated || len(args) < least || len(args) > most {
			ts.Fatalf("usage: %s", usage)
		}
		command(ts.Value(scriptStateKey{}).(*scriptState), ts, args)
	}
}

// cleanUp ends the server if the script has left it running.
func (s *scriptState) cleanUp() {
	if s.server != nil {
		_ = s.server.end(os.Kill)
	}
}

func (s *scriptState) serve(ts *testscript.TestScript, args []string) {
	if s.server != nil {
		ts.Fatalf("a server is already running; use exits for a second one")
	}
	command := serving(s.program, args[0], args[1:]...)
	command.Dir = ts.Getenv("WORK")
	var err error
	s.server, err = launch(command)
	ts.Check(err)
	ts.Setenv("addr", hostPort(s.server.url))
}

// running returns the running server.
func (s *scriptState) running(ts *testscript.TestScript) *server {
	if s.server == nil {
		ts.Fatalf("no server is running")
	}
	return s.server
}

func (s *scriptState) terminate(ts *testscript.TestScript, args []string) {
	signals := map[string]syscall.Signal{"": syscall.SIGTERM, "INT": syscall.SIGINT, "HUP": syscall.SIGHUP}
	signal, ok := signals[strings.Join(args, " ")]
	if !ok {
		ts.Fatalf("unknown signal %q", args)
	}
	ended := s.running(ts)
	ts.Check(ended.terminate(signal))
	s.server = nil
	_, err := ts.Stderr().Write([]byte(ended.logged()))
	ts.Check(err)
}

func (s *scriptState) crash(ts *testscript.TestScript, _ []string) {
	ts.Check(s.running(ts).end(os.Kill))
	s.server = nil
}

func (s *scriptState) exits(ts *testscript.TestScript, args []string) {
	want, err := strconv.Atoi(args[0])
	ts.Check(err)
	err = ts.Exec(args[1], args[2:]...)
	got := 0
	if ended, ok := errors.AsType[*exec.ExitError](err); ok {
		got = ended.ExitCode()
	} else {
		ts.Check(err)
	}
	if got != want {
		ts.Fatalf("%s exited with code %d, want %d", args[1], got, want)
	}
}
