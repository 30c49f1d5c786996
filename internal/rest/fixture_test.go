package rest_test

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/itemactivity/itemactivity/internal/auth"
	"github.com/itemactivity/itemactivity/internal/gqlhttp/gqlhttptest"
	"github.com/itemactivity/itemactivity/internal/rest"
	"github.com/itemactivity/itemactivity/internal/telemetry/operation"
	"github.com/itemactivity/itemactivity/internal/telemetry/requestid"
)

// publicURL is the public URL of the tests' servers. The host of the requests differs.
const publicURL = "https://files.example/activity"

// server serves the URLs of Microsoft Graph from a database of its own.
type server struct {
	*gqlhttptest.Server
	rest *rest.Handler
}

func newServer(tb testing.TB, s *gqlhttptest.Server) *server {
	tb.Helper()
	handler, err := rest.NewHandler(s.Engine, publicURL+"/")
	if err != nil {
		tb.Fatal(err)
	}
	return &server{s, handler}
}

// newItemServer returns a server with one item, see gqlhttptest.CreateItem.
func newItemServer(tb testing.TB) *server {
	tb.Helper()
	return newServer(tb, gqlhttptest.NewItemServer(tb))
}

// response is the response to a request.
type response struct {
	*httptest.ResponseRecorder
	// requestID is the id of the request.
	requestID string
}

// do sends a request as a caller. headers are names and values in turn. The request and the
// response must be as the OpenAPI document says.
func (s *server) do(tb testing.TB, caller *auth.Principal, method, url, body string, headers ...string) response {
	tb.Helper()
	r := httptest.NewRequestWithContext(tb.Context(), method, "http://forged.example"+url, strings.NewReader(body))
	if body != "" {
		r.Header.Set("Content-Type", "application/json")
	}
	for i := 0; i < len(headers); i += 2 {
		r.Header.Del(headers[i])
	}
	for i := 0; i < len(headers); i += 2 {
		r.Header.Add(headers[i], headers[i+1])
	}
	id := requestid.New()
	ctx := requestid.With(r.Context(), id)
	if caller != nil {
		ctx = auth.WithPrincipal(ctx, caller)
	}
	ctx, ran := operation.With(ctx)
	recorder := httptest.NewRecorder()
	s.rest.ServeHTTP(recorder, r.WithContext(ctx))
	describedBy(tb, s.rest).check(tb, r, body, ran.Route, recorder)
	return response{recorder, id}
}

// get sends a GET request as the local user.
func (s *server) get(tb testing.TB, url string) response {
	tb.Helper()
	return s.do(tb, auth.Local(), http.MethodGet, url, "")
}

// graphError is an error in the form of Microsoft Graph.
type graphError struct {
	Code, Message string
	InnerError    struct {
		Date            string
		RequestID       string `json:"request-id"`
		ClientRequestID string `json:"client-request-id"`
	}
}

// wantError wants an error in the form of Microsoft Graph, and returns it.
func (r response) wantError(tb testing.TB, status int, code string) graphError {
	tb.Helper()
	var got struct{ Error graphError }
	decoder := json.NewDecoder(strings.NewReader(r.Body.String()))
	decoder.DisallowUnknownFields()
	if err := decoder.Decode(&got); err != nil || r.Code != status || got.Error.Code != code || got.Error.Message == "" || got.Error.InnerError.RequestID != r.requestID {
		tb.Errorf("the response is %d %s, want %d %s (%v)", r.Code, r.Body, status, code, err)
	}
	for _, word := range []string{"SELECT", "sqlite", "models.", "gqlgen", "$input", "Variable", "This field", "fields of", "mutation", "endCursor", "GraphQL"} {
		if strings.Contains(r.Body.String(), word) {
			tb.Errorf("the response contains %q: %s", word, r.Body)
		}
	}
	return got.Error
}

// want wants a status and a body.
func (r response) want(tb testing.TB, status int, body string) {
	tb.Helper()
	if got := strings.TrimSpace(r.Body.String()); r.Code != status || got != body {
		tb.Errorf("the response is %d\n%s\nwant %d\n%s", r.Code, got, status, body)
	}
}
