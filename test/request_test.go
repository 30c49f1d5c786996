package test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"testing"
)

// request is the body of a GraphQL request.
type request struct {
	Query     string         `json:"query"`
	Variables map[string]any `json:"variables,omitempty"`
}

// graphQLResponse is the body of a GraphQL response.
type graphQLResponse struct {
	Data   json.RawMessage `json:"data"`
	Errors []struct {
		Message    string `json:"message"`
		Path       []any  `json:"path"`
		Extensions struct {
			Code     string `json:"code"`
			Argument string `json:"argument"`
		} `json:"extensions"`
	} `json:"errors"`
	Extensions map[string]json.RawMessage `json:"extensions"`
}

// post sends a request and returns the body of the response. Any status but 200 is an error.
func (s *server) post(r request, header http.Header) ([]byte, error) {
	status, body, err := s.send(r, header)
	if err == nil && status != http.StatusOK {
		err = fmt.Errorf("status %d: %s", status, body)
	}
	return body, err
}

// send sends a request and returns the status and the body of the response, whatever the
// status is.
func (s *server) send(r request, header http.Header) (status int, body []byte, err error) {
	response, err := s.start(r, header)
	if err != nil {
		return 0, nil, err
	}
	defer response.Body.Close()
	body, err = io.ReadAll(response.Body)
	return response.StatusCode, body, err
}

// start sends a request and returns the response, whose body was not read. It must be closed.
func (s *server) start(r request, header http.Header) (*http.Response, error) {
	text, err := json.Marshal(r)
	if err != nil {
		return nil, err
	}
	sent, err := http.NewRequest(http.MethodPost, s.url+"graphql", bytes.NewReader(text))
	if err != nil {
		return nil, err
	}
	for name, values := range header {
		sent.Header[name] = values
	}
	sent.Header.Set("Content-Type", "application/json")
	// Without GetBody, net/http cannot send the request a second time after a failure.
	sent.GetBody = nil
	return s.client.Do(sent)
}

// ask sends a request and decodes the data of the response. An error in the response is
// returned as an error.
func (s *server) ask(query string, variables map[string]any, into any) error {
	body, err := s.post(request{query, variables}, nil)
	if err != nil {
		return err
	}
	var a graphQLResponse
	if err := json.Unmarshal(body, &a); err != nil {
		return fmt.Errorf("the response is not JSON: %w: %s", err, body)
	}
	if len(a.Errors) > 0 {
		return fmt.Errorf("the response has errors: %s", body)
	}
	return json.Unmarshal(a.Data, into)
}

// graphql is ask, and ends the test if there is an error.
func (s *server) graphql(t *testing.T, query string, variables map[string]any, into any) {
	t.Helper()
	if err := s.ask(query, variables, into); err != nil {
		t.Fatal(err)
	}
}
