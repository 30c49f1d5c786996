package cli

import (
	"context"
	"errors"
	"io"

	"github.com/alecthomas/kong"

	"github.com/itemactivity/itemactivity/internal/config"
)

// The exit codes. After a usage error the command line or the environment must be
// corrected. The cause of a failure may pass by itself.
const (
	exitDone    = 0
	exitFailure = 1
	exitUsage   = 2
)

// commandLine is the settings and the commands. The tag settings lists the settings that
// a command uses, see config.Uses.
type commandLine struct {
	ShowVersion versionFlag `name:"version" variable:"-" help:"Print the version and exit."`
	config.Config

	Serve       serveCommand       `cmd:"" default:"1" settings:"*" help:"Start the server (the default command)."`
	Migrate     migrateCommand     `cmd:"" settings:"database,allow-hard-links,log-format,log-level" help:"Create the database, or upgrade it to the schema of this version."`
	Verify      verifyCommand      `cmd:"" settings:"database,allow-hard-links,log-format,log-level" help:"Compare the statistics with the recorded activities. A server may be running."`
	Rebuild     rebuildCommand     `cmd:"" settings:"database,allow-hard-links,log-format,log-level" help:"Compute the statistics and lists again from the recorded activities. No server may be running."`
	Backup      backupCommand      `cmd:"" settings:"database,allow-hard-links,log-format,log-level" help:"Copy the database to a new file. A server may be running."`
	Healthcheck healthcheckCommand `cmd:"" settings:"addr,metrics-addr" help:"Exit with 0 if the server on this machine is ready, and with 1 if not."`
	Keygen      keygenCommand      `cmd:"" help:"Create a key pair to sign and verify access tokens."`
	Token       tokenCommand       `cmd:"" settings:"issuer,audience" help:"Print an access token that is signed with a key of keygen."`
	Schema      schemaCommand      `cmd:"" help:"Print the GraphQL schema."`
	Version     versionCommand     `cmd:"" help:"Print the version."`
	Help        helpCommand        `cmd:"" help:"Print the help of a command."`
}

// streams are the outputs of a command: out for results, err for the log.
type streams struct{ out, err io.Writer }

// run parses the arguments, runs the command and returns the exit code. It reads nothing
// of the process but its arguments.
func run(ctx context.Context, args, env []string, stdout, stderr io.Writer) int {
	var line commandLine
	var info information
	to := streams{out: stdout, err: stderr}
	variables := config.NewEnvironment(env)
	options := append(config.Options(variables),
		kong.Name("itemactivity"),
		kong.Description(description),
		kong.Help(info.help),
		kong.ConfigureHelp(kong.HelpOptions{Compact: true, FlagsLast: true, WrapUpperBound: 100}),
		kong.Writers(stdout, stderr),
		kong.BindTo(ctx, (*context.Context)(nil)),
		kong.Bind(to, variables, &line.Config, &info),
	)
	parser, err := kong.New(&line, options...)
	if err != nil {
		return reportError(stderr, err, exitFailure)
	}

	chosen, err := parser.Parse(args)
	if info.printed {
		return exitCode(stderr, info.err)
	}
	if err != nil {
		return reportError(stderr, parseError(err, args, variables), exitUsage)
	}
	if err := checkFlags(chosen); err != nil {
		return reportError(stderr, err, exitUsage)
	}
	if err := checkVariables(chosen, variables, line.NewLogger(stderr)); err != nil {
		return reportError(stderr, err, exitUsage)
	}

	err = chosen.Run()
	if bad, ok := errors.AsType[*config.Error](err); ok {
		return reportError(stderr, &usageError{bad.WithVariable(chosen).Error(), named(chosen)}, exitUsage)
	}
	if bad, ok := errors.AsType[*usageError](err); ok {
		return reportError(stderr, bad, exitUsage)
	}
	return exitCode(stderr, err)
}

// exitCode reports an error, if there is one, and returns the exit code.
func exitCode(stderr io.Writer, err error) int {
	if err != nil {
		return reportError(stderr, err, exitFailure)
	}
	return exitDone
}
