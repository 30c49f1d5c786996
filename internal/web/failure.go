package web

import (
	"bytes"
	"encoding/json"
	"net/http"
	"strconv"

	"github.com/itemactivity/itemactivity/internal/rest/graphapi"
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

// writeError sends a response with one error, which may say when to retry. A request with a
// URL of Microsoft Graph gets the error in Graph's form.
func writeError(w http.ResponseWriter, r *http.Request, status int, e *models.Error) {
	operation.From(r.Context()).Fail(e.Code)
	body, mediaType := graphqlFailure(r, e)
	if graphapi.Is(r) {
		body, mediaType = graphFailure(r, e)
	}
	header := w.Header()
	// A handler that panicked may have set headers for the body that it did not send.
	for _, name := range []string{"Content-Length", "Content-Encoding", "Etag", "Last-Modified"} {
		header.Del(name)
	}
	header.Set("Content-Type", mediaType)
	if e.RetryAfter > 0 {
		header.Set("Retry-After", strconv.Itoa(e.RetryAfter))
	}
	header.Set("Cache-Control", "no-store")
	w.WriteHeader(status)
	_, _ = w.Write(body) // fails only if the client closed the connection
}

// graphqlFailure returns the body and the media type of a GraphQL response with one error.
func graphqlFailure(r *http.Request, e *models.Error) (body []byte, mediaType string) {
	body, err := json.Marshal(failure{Errors: []failureError{{
		Message:    e.Message,
		Extensions: failureExtensions{Code: e.Code, RequestID: requestid.From(r.Context()), RetryAfter: e.RetryAfter},
	}}})
	if err != nil {
		panic(err) // cannot happen, because all fields are strings and integers
	}
	if accepts(r, graphqlType) {
		// With a status other than 200, clients expect a GraphQL response only with this
		// media type (GraphQL over HTTP).
		return body, graphqlType
	}
	return body, jsonType
}

// graphFailure returns the body and the media type of an error in the form of Microsoft
// Graph.
func graphFailure(r *http.Request, e *models.Error) (body []byte, mediaType string) {
	var b bytes.Buffer
	if err := graphapi.EncodeError(&b, r, e.Code, e.Argument, e.Message); err != nil {
		panic(err) // cannot happen, because all fields are strings
	}
	return b.Bytes(), jsonType
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
