package load_test

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"os"
	"strings"
	"testing"

	"github.com/itemactivity/itemactivity/bench/load"
)

// newServer starts a server of the dialect raw. alter sends the response, and may change it.
func newServer(t *testing.T, alter func(http.ResponseWriter, []byte)) string {
	t.Helper()
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		var rows []load.Row
		if err := json.NewDecoder(r.Body).Decode(&rows); err != nil {
			t.Error(err)
		}
		response := []byte("[")
		for i, row := range rows {
			if i > 0 {
				response = append(response, ',')
			}
			response = load.AppendResponse(response, row.ID, row.Actor)
		}
		alter(w, append(response, ']'))
	}))
	t.Cleanup(server.Close)
	return server.URL
}

// options are those of 6 requests of 100 rows.
func options(url string) load.Options {
	return load.Options{URL: url + "/", Dialect: "raw", Kind: load.Create, Connections: 2, Rows: 100, Requests: 3, PID: os.Getpid()}
}

// TestRightResponses: Run counts the rows of right responses, with a Content-Length and in
// chunks.
func TestRightResponses(t *testing.T) {
	for name, alter := range map[string]func(http.ResponseWriter, []byte){
		"whole": func(w http.ResponseWriter, response []byte) { _, _ = w.Write(append(response, '\n')) },
		"chunks": func(w http.ResponseWriter, response []byte) {
			_, _ = w.Write(response[:50])
			_ = http.NewResponseController(w).Flush()
			_, _ = w.Write(response[50:])
		},
	} {
		t.Run(name, func(t *testing.T) {
			result, err := load.Run(t.Context(), options(newServer(t, alter)))
			if err != nil {
				t.Fatal(err)
			}
			if result.Acknowledged != 600 || result.Rejected != 0 {
				t.Errorf("Run counts %d acknowledged rows and %d rejected requests, want 600 and 0", result.Acknowledged, result.Rejected)
			}
		})
	}
}

// TestWrongResponse: Run returns an error if one value of a response is wrong.
func TestWrongResponse(t *testing.T) {
	url := newServer(t, func(w http.ResponseWriter, response []byte) {
		_, _ = w.Write([]byte(strings.Replace(string(response), `"actor":`, `"actor":1`, 1)))
	})
	if result, err := load.Run(t.Context(), options(url)); err == nil {
		t.Errorf("Run returns %+v and no error", result)
	}
}

// TestRejectedRequests: Run counts error responses, and counts no rows of theirs as
// acknowledged.
func TestRejectedRequests(t *testing.T) {
	url := newServer(t, func(w http.ResponseWriter, _ []byte) {
		http.Error(w, "database is locked", http.StatusInternalServerError)
	})
	result, err := load.Run(t.Context(), options(url))
	if err != nil {
		t.Fatal(err)
	}
	if result.Acknowledged != 0 || result.Rejected != 6 || !strings.Contains(result.Rejection, "locked") {
		t.Errorf("Run returns %+v, want 6 rejected requests and no acknowledged rows", result)
	}
}
