// Package cli is the program: its commands and what serving needs.
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
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	// The first signal asks for a graceful stop. From then on signals have
	// their usual effect, so a second one ends the program at once.
	context.AfterFunc(ctx, stop)
	return run(ctx, args, env, stdout, stderr)
}
