package cli

import (
	"log/slog"
	"net/http"
	"time"
)

// The time and size limits of a connection, against slow and idle clients.
const (
	// readHeaderTimeout limits the time to read the header of a request.
	readHeaderTimeout = 5 * time.Second
	// readTimeout limits the time to read a request. It is enough for the largest body over
	// a slow connection.
	readTimeout = 10 * time.Second
	// writeTimeout limits the time to send a response, in addition to the time limit of the
	// request. With the default limit, both together are not more than shutdownLimit, so
	// that a graceful shutdown does not abort a response that could still be sent.
	writeTimeout = 10 * time.Second
	// idleTimeout allows a person to read a page before the next request.
	idleTimeout = 2 * time.Minute
	// maxHeaderBytes allows a query in the URL of a GET request.
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
