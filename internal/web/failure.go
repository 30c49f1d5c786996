package web

import (
	"encoding/json"
	"net/http"
	"strconv"

	"github.com/itemactivity/itemactivity/internal/telemetry/operation"
	"github.com/itemactivity/itemactivity/internal/telemetry/requestid"
	"github.com/itemactivity/itemactivity/internal/web/qvalue"
	"github.com/itemactivity/itemactivity/models"
)

const (
	jsonType    = "application/json"
	graphqlType = "application/graphql-response+json"
)

// failure is the body of a refusal, in the shape of a GraphQL answer: a client
// meets one kind of error, whoever refuses.
type failure struct {
	Errors []failureError `json:"errors"`
}

type failureError struct {
	Message    string            `json:"message"`
	Extensions failureExtensions `json:"extensions"`
}

type failureExtensions struct {
	Code       models.Code `json:"code"`
	RequestID  string      `json:"requestId"`
	RetryAfter int         `json:"retryAfter,omitempty"`
}

// writeFailure answers the request with one error.
func writeFailure(w http.ResponseWriter, r *http.Request, status int, code models.Code, message string) {
	writeError(w, r, status, &models.Error{Code: code, Message: message})
}

// writeError does so with an error that may say when to try again.
func writeError(w http.ResponseWriter, r *http.Request, status int, e *models.Error) {
	operation.From(r.Context()).Fail(e.Code)
	body, err := json.Marshal(failure{Errors: []failureError{{
		Message:    e.Message,
		Extensions: failureExtensions{Code: e.Code, RequestID: requestid.From(r.Context()), RetryAfter: e.RetryAfter},
	}}})
	if err != nil {
		panic(err) // strings always marshal
	}

	header := w.Header()
	// A handler that failed half-way may have described the body it meant to
	// send.
	for _, name := range []string{"Content-Length", "Content-Encoding", "Etag", "Last-Modified"} {
		header.Del(name)
	}
	header.Set("Content-Type", jsonType)
	if accepts(r, graphqlType) {
		// GraphQL over HTTP: with a status other than 200 this is the only
		// type whose body a client takes for an answer in GraphQL's shape.
		header.Set("Content-Type", graphqlType)
	}
	if e.RetryAfter > 0 {
		header.Set("Retry-After", strconv.Itoa(e.RetryAfter))
	}
	header.Set("Cache-Control", "no-store")
	w.WriteHeader(status)
	_, _ = w.Write(body) // an error means the client has gone
}

// accepts tells whether the header Accept names a media type, and does not refuse it.
func accepts(r *http.Request, mediaType string) bool {
	for name, weight := range qvalue.All(r.Header.Values("Accept")) {
		if name == mediaType && weight > 0 {
			return true
		}
	}
	return false
}
