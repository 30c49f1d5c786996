package cli

import (
	"context"
	"errors"
	"fmt"
	"io"

	"github.com/alecthomas/kong"

	"github.com/itemactivity/itemactivity/internal/config"
)

// The exit codes. A usage error must be corrected before the next try; a failure may
// pass by itself.
const (
	exitDone    = 0
	exitFailure = 1
	exitUsage   = 2
)

// commandLine is the settings and the commands.
type commandLine struct {
	config.Config

	Serve   serveCommand   `cmd:"" default:"1" help:"Serve GraphQL (the default command)."`
	Migrate migrateCommand `cmd:"" help:"Bring the database to this version's schema and exit."`
	Verify  verifyCommand  `cmd:"" help:"Compare the statistics with the facts, also beside a running server, and exit."`
	Backup  backupCommand  `cmd:"" help:"Copy the database to a new file, also beside a running server, and exit."`
	Keygen  keygenCommand  `cmd:"" help:"Make a pair of keys that signs and checks access tokens."`
	Token   tokenCommand   `cmd:"" help:"Print an access token that is signed with a key of keygen."`
	Schema  schemaCommand  `cmd:"" help:"Print the GraphQL schema and exit."`
	Version versionCommand `cmd:"" help:"Print the version and exit."`
}

// streams are where a command writes: results to out, the log to err.
type streams struct{ out, err io.Writer }

// run parses the arguments, runs the command and returns the exit code. It depends on
// nothing but its arguments.
func run(ctx context.Context, args, env []string, stdout, stderr io.Writer) int {
	var line commandLine
	helped := false
	variables := config.NewEnvironment(env)
	options := append(config.Options(variables),
		kong.Name("itemactivity"),
		kong.Description("A self-hosted GraphQL server that records what happens to the files of groups.\n\n"+
			"Every flag can be set by the environment variable shown beside it. A flag wins over its variable, and an empty variable counts as unset."),
		kong.ConfigureHelp(kong.HelpOptions{Compact: true, WrapUpperBound: 100}),
		kong.Writers(stdout, stderr),
		kong.Exit(func(int) { helped = true }),
		kong.BindTo(ctx, (*context.Context)(nil)),
		kong.Bind(streams{out: stdout, err: stderr}, variables, &line.Config),
	)
	parser, err := kong.New(&line, options...)
	if err != nil {
		return reportError(stderr, err, exitFailure)
	}

	chosen, err := parser.Parse(args)
	switch {
	case helped:
		return exitDone
	case err != nil:
		return reportError(stderr, fmt.Errorf("%w (see itemactivity --help)", variables.WithVariable(err)), exitUsage)
	}

	err = chosen.Run()
	if bad, ok := errors.AsType[*config.Error](err); ok {
		return reportError(stderr, bad.WithVariable(chosen), exitUsage)
	}
	if err != nil {
		return reportError(stderr, err, exitFailure)
	}
	return exitDone
}
