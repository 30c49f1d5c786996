package web

import (
	"context"
	"encoding/json"
	"log/slog"
	"net/http"
	"sync"
	"sync/atomic"
)

// The paths for supervisors and load balancers. They need no token, because the responses
// contain nothing confidential.
const (
	livePath = "/livez"
	// ReadyPath is the path at which a server reports whether it is ready.
	ReadyPath = "/readyz"
)

// Check is the result of one readiness check. Err is nil if the check succeeded. Its message
// is shown to unauthenticated clients.
type Check struct {
	Name string
	Err  error
	// Tolerated means that the server is ready although the check fails.
	Tolerated bool
}

// Readiness serves /livez and /readyz.
type Readiness struct {
	check    func(context.Context) []Check
	logger   *slog.Logger
	stopping atomic.Bool

	mu     sync.Mutex
	logged string
}

// NewReadiness returns a Readiness for a server that is ready if all checks succeed or are tolerated. The
// function check is called for each request to /readyz.
func NewReadiness(check func(context.Context) []Check, logger *slog.Logger) *Readiness {
	return &Readiness{check: check, logger: logger, logged: statusReady}
}

// Stop makes the server permanently not ready.
func (r *Readiness) Stop() { r.stopping.Store(true) }

// closeWhenStopping closes each connection after its response while the server stops, so
// that the client opens its next connection to another server.
func (r *Readiness) closeWhenStopping(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, request *http.Request) {
		if r != nil && r.stopping.Load() {
			w.Header().Set("Connection", "close")
		}
		next.ServeHTTP(w, request)
	})
}

func (r *Readiness) report(ctx context.Context) Report {
	v := Report{statusReady, map[string]string{}}
	for _, c := range r.check(ctx) {
		v.Checks[c.Name] = CheckOK
		if c.Err != nil {
			v.Checks[c.Name] = c.Err.Error()
			if !c.Tolerated {
				v.Status = statusNotReady
			}
		}
	}
	if r.stopping.Load() {
		v.Status = statusStopping
	}
	return v
}

// live serves /livez. It makes no checks. A supervisor restarts a process that is not live,
// and a restart does not repair, for example, a disk.
func (*Readiness) live(w http.ResponseWriter, _ *http.Request) {
	writeJSON(w, http.StatusOK, map[string]string{"status": "live"})
}

// ready serves /readyz.
func (r *Readiness) ready(w http.ResponseWriter, request *http.Request) {
	v := r.report(request.Context())
	r.logChange(request.Context(), v)
	status := http.StatusOK
	if v.Status != statusReady {
		status = http.StatusServiceUnavailable
	}
	writeJSON(w, status, v)
}

// logChange logs the status if it has changed. Load balancers send a request every few
// seconds, so not every status is logged.
func (r *Readiness) logChange(ctx context.Context, v Report) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if v.Status == r.logged {
		return
	}
	r.logged = v.Status
	level := slog.LevelInfo
	if v.Status == statusNotReady {
		level = slog.LevelWarn
	}
	r.logger.Log(ctx, level, "readiness", "status", v.Status, "checks", v.Checks)
}

func writeJSON(w http.ResponseWriter, status int, value any) {
	body, err := json.Marshal(value)
	if err != nil {
		panic(err) // cannot happen, because all values are strings
	}
	w.Header().Set("Content-Type", jsonType)
	w.Header().Set("Cache-Control", "no-store")
	w.WriteHeader(status)
	_, _ = w.Write(append(body, '\n')) // fails only if the client closed the connection
}
