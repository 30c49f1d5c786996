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

// TestScripts runs the scripts, each in a folder of its own. Beside testscript's
// commands they have:
//
//	serve DATABASE [FLAG...]     start the server and wait until it listens; $addr is its address
//	terminate [INT]              stop it by SIGTERM or SIGINT, which must succeed; standard error is its log
//	crash                        end it by SIGKILL
//	exits CODE PROGRAM [ARG...]  run a program that must end with the code
//	graphql [-key KEY] [-token FILE] [-status CODE] QUERY.graphql [VARIABLES.json]
//	                             send a request, with an idempotency key and the token in a
//	                             file; standard output is the answer, indented, which must have
//	                             the status, 200 if none is given
//	answer WANT.json             compare the last answer, see placeholder
//	load DATABASE FILE.sql       make a database of what sqlite3 has dumped
//	foreign-database DATABASE    make a database that is another program's
//	change DATABASE STATEMENT    change a database by SQL, from outside
//	schema-version DATABASE N    pretend that a program of schema version N migrated the database
func TestScripts(t *testing.T) {
	path := built(t, program)
	testscript.Run(t, testscript.Params{
		Dir:                "scripts",
		RequireUniqueNames: true,
		// It ends a program that should have refused to serve, and serves.
		Deadline: time.Now().Add(maxWait),
		Setup: func(env *testscript.Env) error {
			env.Setenv("PATH", filepath.Dir(path)+string(os.PathListSeparator)+env.Getenv("PATH"))
			state := &scriptState{program: path, known: namedValues{}}
			env.Values[scriptStateKey{}] = state
			env.Defer(state.cleanUp)
			return nil
		},
		Cmds: map[string]func(*testscript.TestScript, bool, []string){
			"serve":            scriptCommand("serve DATABASE [FLAG...]", 1, 99, (*scriptState).serve),
			"terminate":        scriptCommand("terminate [INT]", 0, 1, (*scriptState).terminate),
			"crash":            scriptCommand("crash", 0, 0, (*scriptState).crash),
			"exits":            scriptCommand("exits CODE PROGRAM [ARG...]", 2, 99, (*scriptState).exits),
			"graphql":          scriptCommand("graphql [-key KEY] [-token FILE] [-status CODE] QUERY.graphql [VARIABLES.json]", 1, 8, (*scriptState).graphql),
			"answer":           scriptCommand("answer WANT.json", 1, 1, (*scriptState).answer),
			"load":             scriptCommand("load DATABASE FILE.sql", 2, 2, (*scriptState).load),
			"foreign-database": scriptCommand("foreign-database DATABASE", 1, 1, (*scriptState).foreignDatabase),
			"change":           scriptCommand("change DATABASE STATEMENT", 2, 2, (*scriptState).change),
			"schema-version":   scriptCommand("schema-version DATABASE N", 2, 2, (*scriptState).schemaVersion),
		},
	})
}

// scriptState is where one script plays: the server that runs now, and the values
// that answers gave names.
type scriptState struct {
	program string
	server  *server
	known   namedValues
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

// cleanUp takes down what a script left running.
func (s *scriptState) cleanUp() {
	if s.server != nil {
		_ = s.server.end(os.Kill)
	}
}

func (s *scriptState) serve(ts *testscript.TestScript, args []string) {
	if s.server != nil {
		ts.Fatalf("there is a server already; a second one is for exits")
	}
	command := serving(s.program, args[0], args[1:]...)
	command.Dir = ts.Getenv("WORK")
	var err error
	s.server, err = launch(command)
	ts.Check(err)
	ts.Setenv("addr", strings.TrimSuffix(strings.TrimPrefix(s.server.url, "http://"), "/"))
}

// running returns the server, which the script must have started.
func (s *scriptState) running(ts *testscript.TestScript) *server {
	if s.server == nil {
		ts.Fatalf("there is no server")
	}
	return s.server
}

func (s *scriptState) terminate(ts *testscript.TestScript, args []string) {
	signal := syscall.SIGTERM
	if len(args) > 0 && args[0] == "INT" {
		signal = syscall.SIGINT
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
		ts.Fatalf("%s ended with code %d, want %d", args[1], got, want)
	}
}
