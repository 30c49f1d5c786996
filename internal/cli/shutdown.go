package cli

import (
	"context"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"time"
)

// shutdownLimit is the time limit for requests in progress at shutdown. Kubernetes kills a
// process 30 seconds after the signal, and closing the store takes some of that time.
const shutdownLimit = 20 * time.Second

// shutdown is the settings of a graceful shutdown.
type shutdown struct {
	// notReady makes the readiness check fail. It is called first.
	notReady func()
	// drain is the time for which the server still accepts requests after that, so that
	// load balancers notice. limit is the time limit for the requests that are then in
	// progress.
	drain, limit time.Duration
}

// accept starts to serve requests. The channel receives the error when that ends.
func accept(listener net.Listener, server *http.Server) (failed <-chan error) {
	ended := make(chan error, 1)
	go func() { ended <- server.Serve(listener) }()
	return ended
}

// serve lets a server that accept has started serve requests until ctx ends. It then waits for the
// requests in progress, and aborts those that exceed the limit.
func serve(ctx context.Context, failed <-chan error, server *http.Server, stop shutdown, logger *slog.Logger) error {
	select {
	case err := <-failed:
		return fmt.Errorf("cannot accept connections: %w", err)
	case <-ctx.Done():
	}

	logger.Info("stopping", "drain", stop.drain, "limit", stop.limit)
	stop.notReady()
	select {
	case err := <-failed:
		return fmt.Errorf("cannot accept connections: %w", err)
	case <-time.After(stop.drain):
	}
	grace, cancel := context.WithTimeout(context.WithoutCancel(ctx), stop.limit)
	defer cancel()
	if err := server.Shutdown(grace); err != nil {
		logger.Warn("requests that did not finish in time were aborted", "error", err)
		_ = server.Close() // the warning above covers its error
	}
	return nil
}
