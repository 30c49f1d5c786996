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

// answering is a server of the dialect raw that alters its answers.
func answering(t *testing.T, alter func(http.ResponseWriter, []byte)) string {
	t.Helper()
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		var rows []load.Row
		if err := json.NewDecoder(r.Body).Decode(&rows); err != nil {
			t.Error(err)
		}
		answer := []byte("[")
		for i, row := range rows {
			if i > 0 {
				answer = append(answer, ',')
			}
			answer = load.AppendAnswer(answer, row.ID, row.Actor)
		}
		alter(w, append(answer, ']'))
	}))
	t.Cleanup(server.Close)
	return server.URL
}

func sending(url string) load.Options {
	return load.Options{URL: url + "/", Dialect: "raw", Connections: 2, Rows: 100, Requests: 3, PID: os.Getpid()}
}

// TestRightAnswers: right answers are counted, whether they come with a length or
// in chunks.
func TestRightAnswers(t *testing.T) {
	for name, alter := range map[string]func(http.ResponseWriter, []byte){
		"whole": func(w http.ResponseWriter, answer []byte) { _, _ = w.Write(append(answer, '\n')) },
		"chunks": func(w http.ResponseWriter, answer []byte) {
			_, _ = w.Write(answer[:50])
			_ = http.NewResponseController(w).Flush()
			_, _ = w.Write(answer[50:])
		},
	} {
		t.Run(name, func(t *testing.T) {
			result, err := load.Run(t.Context(), sending(answering(t, alter)))
			if err != nil {
				t.Fatal(err)
			}
			if result.Acknowledged != 600 || result.Refused != 0 {
				t.Errorf("%d rows were acknowledged and %d requests refused, want 600 and none", result.Acknowledged, result.Refused)
			}
		})
	}
}

// TestFalseAnswers: an answer that is nearly right ends the run.
func TestFalseAnswers(t *testing.T) {
	url := answering(t, func(w http.ResponseWriter, answer []byte) {
		_, _ = w.Write([]byte(strings.Replace(string(answer), `"actor":`, `"actor":1`, 1)))
	})
	if result, err := load.Run(t.Context(), sending(url)); err == nil {
		t.Errorf("the run went on: %+v", result)
	}
}

// TestRefusals: errors are counted, and acknowledge nothing.
func TestRefusals(t *testing.T) {
	url := answering(t, func(w http.ResponseWriter, _ []byte) {
		http.Error(w, "database is locked", http.StatusInternalServerError)
	})
	result, err := load.Run(t.Context(), sending(url))
	if err != nil {
		t.Fatal(err)
	}
	if result.Acknowledged != 0 || result.Refused != 6 || !strings.Contains(result.Refusal, "locked") {
		t.Errorf("got %+v, want six refusals", result)
	}
}
