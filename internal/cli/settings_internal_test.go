package cli

import (
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/alecthomas/kong"

	"github.com/itemactivity/itemactivity/internal/config"
)

// TestSettingsOfCommands sets the variable of each setting to a wrong value. A command
// rejects it if it uses the setting, and otherwise does the same as without it.
func TestSettingsOfCommands(t *testing.T) {
	var line commandLine
	parser, err := kong.New(&line, config.Options(config.NewEnvironment(nil))...)
	if err != nil {
		t.Fatal(err)
	}
	settings := slices.DeleteFunc(slices.Clone(parser.Model.Flags), func(f *kong.Flag) bool { return !config.IsSetting(f) })
	if len(settings) < 20 {
		t.Fatalf("there are only %d settings", len(settings))
	}
	var every []string
	for _, flag := range settings {
		every = append(every, flag.Name)
	}
	ofDatabase := []string{"database", "allow-hard-links", "log-format", "log-level"}
	expected := map[string]struct{ arguments, settings []string }{
		"serve":       {[]string{"--addr", "127.0.0.1:0"}, every},
		"migrate":     {nil, ofDatabase},
		"verify":      {nil, ofDatabase},
		"rebuild":     {nil, ofDatabase},
		"backup":      {[]string{"b.db"}, ofDatabase},
		"healthcheck": {[]string{"--addr", "127.0.0.1:1"}, []string{"addr", "metrics-addr"}},
		"keygen":      {},
		"token":       {[]string{"--user", "jane", "--scopes", "Files.Read"}, []string{"issuer", "audience"}},
		"schema":      {},
		"version":     {},
		"help":        {},
	}
	if len(parser.Model.Children) != len(expected) {
		t.Errorf("there are %d commands, want %d", len(parser.Model.Children), len(expected))
	}
	for _, command := range parser.Model.Children {
		t.Run(command.Name, func(t *testing.T) {
			want, ok := expected[command.Name]
			if !ok {
				t.Fatal("the test does not know this command")
			}
			for _, name := range want.settings {
				if !slices.Contains(every, name) {
					t.Errorf("there is no setting %s", name)
				}
			}
			args := append([]string{command.Name}, want.arguments...)
			unused := []string{}
			for _, flag := range settings {
				variable := "ITEMACTIVITY_" + strings.ToUpper(strings.ReplaceAll(flag.Name, "-", "_"))
				used := slices.Contains(want.settings, flag.Name)
				if got := config.Uses(command, flag); got != used {
					t.Errorf("whether it uses --%s is %t, want %t", flag.Name, got, used)
				}
				if !used {
					unused = append(unused, variable+"= ")
					continue
				}
				if slices.Contains(args, "--"+flag.Name) {
					continue // the flag takes precedence
				}
				t.Chdir(t.TempDir())
				code, stdout, stderr := says(t, []string{variable + "= "}, args...)
				if code != 2 || stdout != "" || !strings.HasPrefix(stderr, "itemactivity: --"+flag.Name+", set by "+variable+": ") {
					t.Errorf("with a wrong %s: exit code %d, %q, %q", variable, code, stdout, stderr)
				}
				if made, err := os.ReadDir("."); err != nil || len(made) > 0 {
					t.Errorf("with a wrong %s, there are files: %v (%v)", variable, made, err)
				}
			}
			if len(unused) == 0 {
				return
			}
			without, with := inNewFolder(t, nil, args), inNewFolder(t, unused, args)
			if with != without {
				t.Errorf("with wrong values of the other settings the command ends with\n%+v, without with\n%+v", with, without)
			}
		})
	}
}

// ending is the end of a command, without what differs between two runs.
type ending struct {
	code    int
	printed bool
	stderr  string
}

func inNewFolder(t *testing.T, env, args []string) ending {
	t.Helper()
	t.Chdir(t.TempDir())
	for _, prepare := range [][]string{{"keygen"}, {"migrate", "--log-level=error"}} {
		if prepare[0] != args[0] {
			if code, _, stderr := says(t, nil, prepare...); code != 0 {
				t.Fatalf("%v: %s", prepare, stderr)
			}
		}
	}
	code, stdout, stderr := says(t, env, append(args[:1:1], args[1:]...)...)
	if args[0] == "migrate" {
		stderr = "" // the log has the time and the folder
	}
	return ending{code, stdout != "", stderr}
}
