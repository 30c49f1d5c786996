package web

import (
	"context"
	"encoding/json"
	"log/slog"
	"net/http"
	"sync"
	"sync/atomic"
)

// The paths that supervisors and load balancers ask. They need no token: what they
// say is nobody's secret.
const (
	livePath  = "/livez"
	readyPath = "/readyz"
)

// Check is one thing that must be well for requests to be answered; Err is for
// strangers.
type Check struct {
	Name string
	Err  error
}

// Readiness tells whether this server should get requests.
type Readiness struct {
	check    func(context.Context) []Check
	logger   *slog.Logger
	stopping atomic.Bool

	mu     sync.Mutex
	logged string
}

// NewReadiness returns the readiness of a server that is ready if all checks are
// well. They are made at every request.
func NewReadiness(check func(context.Context) []Check, logger *slog.Logger) *Readiness {
	return &Readiness{check: check, logger: logger, logged: statusReady}
}

// Stop makes the server not ready for the rest of its life.
func (r *Readiness) Stop() { r.stopping.Store(true) }

// closeWhenStopping ends each connection with its answer once the server stops, so that a
// client opens the next one elsewhere before this one is refused.
func (r *Readiness) closeWhenStopping(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, request *http.Request) {
		if r != nil && r.stopping.Load() {
			w.Header().Set("Connection", "close")
		}
		next.ServeHTTP(w, request)
	})
}

const (
	statusReady    = "ready"
	statusNotReady = "not ready"
	statusStopping = "stopping"
)

// report is the body of an answer. Its members are in the order of their names,
// so that two answers compare.
type report struct {
	Status string            `json:"status"`
	Checks map[string]string `json:"checks"`
}

func (r *Readiness) report(ctx context.Context) report {
	v := report{statusReady, map[string]string{}}
	for _, c := range r.check(ctx) {
		v.Checks[c.Name] = "ok"
		if c.Err != nil {
			v.Checks[c.Name] = c.Err.Error()
			v.Status = statusNotReady
		}
	}
	if r.stopping.Load() {
		v.Status = statusStopping
	}
	return v
}

// live says that the process answers. It looks at nothing: a supervisor restarts
// what is not live, and a restart cures no disk.
func (*Readiness) live(w http.ResponseWriter, _ *http.Request) {
	writeJSON(w, http.StatusOK, map[string]string{"status": "live"})
}

func (r *Readiness) ready(w http.ResponseWriter, request *http.Request) {
	v := r.report(request.Context())
	r.logChange(request.Context(), v)
	status := http.StatusOK
	if v.Status != statusReady {
		status = http.StatusServiceUnavailable
	}
	writeJSON(w, status, v)
}

// logChange logs a change, and not each of the questions, which come every few seconds.
func (r *Readiness) logChange(ctx context.Context, v report) {
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
		panic(err) // strings always marshal
	}
	w.Header().Set("Content-Type", jsonType)
	w.Header().Set("Cache-Control", "no-store")
	w.WriteHeader(status)
	_, _ = w.Write(append(body, '\n')) // an error means the client has gone
}
