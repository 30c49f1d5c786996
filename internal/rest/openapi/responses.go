package openapi

import (
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"github.com/itemactivity/itemactivity/internal/rest/graphapi"
)

const jsonType = "application/json"

// responses returns the responses of an operation.
func (b *builder) responses(r Route, f Form) (all list[response], err error) {
	success := response{Description: http.StatusText(r.Status) + ".", Headers: b.headers()}
	if r.Creates {
		success.Description = "What was created, or what an earlier request with the same id or key has created."
		success.Headers.add("Location", b.header("Location"))
	}
	if r.Status != http.StatusNoContent {
		schema, err := b.root(r)
		if err != nil {
			return nil, err
		}
		if r.Variant != nil {
			other, err := b.root(*r.Variant)
			if err != nil {
				return nil, err
			}
			if err := schema.merge(other); err != nil {
				return nil, err
			}
		}
		success.Content.add(jsonType, mediaType{Schema: schema, Examples: examples(r.Response)})
	}
	all.add(strconv.Itoa(r.Status), success)
	for _, e := range errorResponses {
		if e.occurs(r, f) {
			all.add(strconv.Itoa(e.status), b.errorResponse(e.status, e.description))
		}
	}
	all.add("default", b.errorResponse(0, "Any other error."))
	return all, nil
}

// errorResponses are the errors of requests. The field occurs says for which requests.
var errorResponses = []struct {
	status      int
	description string
	occurs      func(Route, Form) bool
}{
	{http.StatusBadRequest, "The request is invalid. The message says what is accepted.", always},
	{http.StatusUnauthorized, "The request has no valid access token.", always},
	{http.StatusForbidden, "The access token does not grant the permission, or the caller may not do this.", always},
	{http.StatusNotFound, "The objects of the path do not exist, do not belong together, or the caller cannot see them.", hasParameters},
	{http.StatusConflict, "An id, a key or a claim is in use for something else, or the state of the object does not allow the change.", changes},
	{http.StatusRequestEntityTooLarge, "The body is too large.", hasBody},
	{http.StatusUnsupportedMediaType, "The body is not JSON in UTF-8, or has another compression than gzip.", hasBody},
	{http.StatusTooManyRequests, "The caller sends too many requests.", always},
	{http.StatusInternalServerError, "The server has a fault.", always},
	{http.StatusServiceUnavailable, "The server cannot process the request now.", always},
}

func always(Route, Form) bool            { return true }
func hasParameters(_ Route, f Form) bool { return strings.Contains(f.Path, "{") }
func changes(r Route, _ Form) bool       { return r.Method != http.MethodGet }
func hasBody(r Route, _ Form) bool       { return r.Body != nil }

// errorResponse adds the response for a status to the components, and returns a reference to
// it. The status 0 stands for all others.
func (b *builder) errorResponse(status int, description string) response {
	name := "Error"
	shared := response{Description: description, Headers: b.headers()}
	if status != 0 {
		name = strings.ReplaceAll(http.StatusText(status), " ", "")
		if codes := codesOf(status); len(codes) > 0 {
			shared.Description += fmt.Sprintf(" The code is `%s`.", strings.Join(codes, "` or `"))
		}
	}
	switch status {
	case http.StatusUnauthorized:
		shared.Headers.add("WWW-Authenticate", b.header("WWW-Authenticate"))
	case http.StatusTooManyRequests, http.StatusServiceUnavailable:
		shared.Headers.add("Retry-After", b.header("Retry-After"))
	}
	shared.Content.add(jsonType, mediaType{Schema: &Schema{Ref: componentRef("schemas", errorName)}})
	b.Components.Responses.add(name, shared)
	return response{Ref: componentRef("responses", name)}
}

// codesOf returns the codes of the errors with a status.
func codesOf(status int) (codes []string) {
	for _, known := range graphapi.StatusCodes() {
		if known.Status == status {
			codes = append(codes, known.Code)
		}
	}
	return codes
}

// errorName is the name of the schema of errors.
const errorName = "odataError"

// addError adds the schema of errors to the components.
func (b *builder) addError() {
	var codes []string
	for _, known := range graphapi.StatusCodes() {
		if !slices.Contains(codes, known.Code) {
			codes = append(codes, known.Code)
		}
	}
	b.Components.Schemas.add(errorName, &Schema{
		Type: "object", Description: "An error.", Required: []string{"error"},
		Properties: list[*Schema]{{"error", &Schema{Ref: componentRef("schemas", "mainError")}}},
	})
	b.Components.Schemas.add("mainError", &Schema{
		Type: "object", Description: "What is wrong.", Required: []string{"code", "message", "innerError"},
		Properties: list[*Schema]{
			{"code", &Schema{Type: "string", Enum: codes, Description: "The code of the error, for programs."}},
			{"message", &Schema{Type: "string", Description: "A message for developers. It says what is accepted."}},
			{"innerError", &Schema{Ref: componentRef("schemas", "innerError")}},
		},
	})
	b.Components.Schemas.add("innerError", &Schema{
		Type: "object", Description: "The request that failed.", Required: []string{"date", "request-id"},
		Properties: list[*Schema]{
			{"date", &Schema{Type: "string", Pattern: `^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d$`, Description: "When the request failed, in UTC."}},
			{"request-id", &Schema{Type: "string", Description: "The server's id of the request. The log has it too."}},
			{"client-request-id", &Schema{Type: "string", Description: "The client's id of the request, if it sent one."}},
		},
	})
}
