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

// failure is the body of a response to a rejected request. It has the form of a GraphQL
// response, so that clients need to handle only one form of error.
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

// writeFailure sends a response with one error.
func writeFailure(w http.ResponseWriter, r *http.Request, status int, code models.Code, message string) {
	writeError(w, r, status, &models.Error{Code: code, Message: message})
}

// writeError sends a response with one error, which may say when to retry.
func writeError(w http.ResponseWriter, r *http.Request, status int, e *models.Error) {
	operation.From(r.Context()).Fail(e.Code)
	body, err := json.Marshal(failure{Errors: []failureError{{
		Message:    e.Message,
		Extensions: failureExtensions{Code: e.Code, RequestID: requestid.From(r.Context()), RetryAfter: e.RetryAfter},
	}}})
	if err != nil {
		panic(err) // cannot happen, because all fields are strings and integers
	}

	header := w.Header()
	// A handler that panicked may have set headers for the body that it did not send.
	for _, name := range []string{"Content-Length", "Content-Encoding", "Etag", "Last-Modified"} {
		header.Del(name)
	}
	header.Set("Content-Type", jsonType)
	if accepts(r, graphqlType) {
		// With a status other than 200, clients expect a GraphQL response only with this
		// media type (GraphQL over HTTP).
		header.Set("Content-Type", graphqlType)
	}
	if e.RetryAfter > 0 {
		header.Set("Retry-After", strconv.Itoa(e.RetryAfter))
	}
	header.Set("Cache-Control", "no-store")
	w.WriteHeader(status)
	_, _ = w.Write(body) // fails only if the client closed the connection
}

// accepts reports whether the Accept header names a media type with a weight above 0.
func accepts(r *http.Request, mediaType string) bool {
	for name, weight := range qvalue.All(r.Header.Values("Accept")) {
		if name == mediaType && weight > 0 {
			return true
		}
	}
	return false
}
