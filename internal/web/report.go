package web

import "encoding/json"

// Report is the response body of /readyz.
type Report struct {
	Status string            `json:"status"`
	Checks map[string]string `json:"checks"`
}

// CheckOK is the state of a check that succeeded.
const CheckOK = "ok"

const (
	statusReady    = "ready"
	statusNotReady = "not ready"
	statusStopping = "stopping"
)

// Ready reports whether the server is ready.
func (r Report) Ready() bool { return r.Status == statusReady }

// ParseReport parses a response body of /readyz. It returns false for the body of another
// program, such as one of its health checks.
func ParseReport(body []byte) (r Report, ok bool) {
	if err := json.Unmarshal(body, &r); err != nil || len(r.Checks) == 0 {
		return r, false
	}
	switch r.Status {
	case statusReady, statusNotReady, statusStopping:
		return r, true
	}
	return r, false
}
