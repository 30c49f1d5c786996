// Package cli is the program: its command line, its commands, and the HTTP server.
package cli

import (
	"context"
	"io"
	"os"
	"os/signal"
	"syscall"
)

// Run runs the program until it is done or a signal stops it, and returns the
// exit code.
func Run(args, env []string, stdout, stderr io.Writer) int {
	ctx, stop := signal.NotifyContext(context.Background(), stopSignals()...)
	// The first signal starts a graceful stop. After it, signals have their default
	// effect, so that a second one ends the program at once. Only a hangup is ignored
	// then: at the end of a session the terminal and the shell both send one.
	context.AfterFunc(ctx, func() {
		signal.Ignore(syscall.SIGHUP)
		stop()
	})
	return run(ctx, args, env, stdout, stderr)
}

// stopSignals returns the signals that stop the program. A signal that was ignored when
// the program started stays ignored: nohup ignores SIGHUP, and a shell without job
// control ignores SIGINT for a program in the background.
func stopSignals() []os.Signal {
	signals := []os.Signal{syscall.SIGTERM}
	for _, s := range []os.Signal{os.Interrupt, syscall.SIGHUP} {
		if !signal.Ignored(s) {
			signals = append(signals, s)
		}
	}
	return signals
}

// ignoreBrokenLog lets the program go on after the reader of its log has ended. Without
// it, the next line would end the program by SIGPIPE.
func ignoreBrokenLog() { signal.Ignore(syscall.SIGPIPE) }
