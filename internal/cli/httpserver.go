package cli

import (
	"log/slog"
	"net/http"
	"time"
)

// The limits of a connection. They end what a slow or silent client would hold
// for ever; all of them are far beyond what a working client needs.
const (
	// readHeaderTimeout ends clients that dribble their headers.
	readHeaderTimeout = 5 * time.Second
	// readTimeout is for a whole request: the largest body over a slow line.
	readTimeout = 10 * time.Second
	// writeTimeout is for the answer, after the time that the request may take.
	// With the default of that it is no longer than stopLimit, so that a
	// graceful stop cuts no answer that could still have been sent.
	writeTimeout = 10 * time.Second
	// idleTimeout keeps a connection for a person who reads and clicks on.
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
