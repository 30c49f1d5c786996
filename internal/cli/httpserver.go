package cli

import (
	"log/slog"
	"net/http"
	"time"
)

// The limits of a connection, against slow and silent clients.
const (
	// readHeaderTimeout is for the header of a request.
	readHeaderTimeout = 5 * time.Second
	// readTimeout is for a whole request: the largest body over a slow line.
	readTimeout = 10 * time.Second
	// writeTimeout is for the answer, after the time that the request may take.
	// With the default of that it is no longer than shutdownLimit, so that a
	// graceful stop cuts no answer that could still have been sent.
	writeTimeout = 10 * time.Second
	// idleTimeout is for a person who reads before the next click.
	idleTimeout = 2 * time.Minute
	// maxHeaderBytes leaves room for a query in the URL of a GET.
	maxHeaderBytes = 64 << 10
)

func newServer(handler http.Handler, maxTime time.Duration, logger *slog.Logger) *http.Server {
	return &http.Server{
		Handler:           handler,
		ReadHeaderTimeout: readHeaderTimeout,
		ReadTimeout:       readTimeout,
		WriteTimeout:      maxTime + writeTimeout,
		IdleTimeout:       idleTimeout,
		MaxHeaderBytes:    maxHeaderBytes,
		ErrorLog:          slog.NewLogLogger(logger.Handler(), slog.LevelWarn),
	}
}
