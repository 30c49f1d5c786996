package test

import (
	"io"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"github.com/rogpeppe/go-internal/testscript"
)

// rest sends a request to a URL of Microsoft Graph.
func (s *scriptState) rest(ts *testscript.TestScript, args []string) {
	header, want, host := http.Header{}, http.StatusOK, ""
	for len(args) > 2 && strings.HasPrefix(args[0], "-") {
		switch args[0] {
		case "-header":
			name, value, _ := strings.Cut(args[1], ": ")
			header.Add(name, value)
		case "-host":
			host = args[1]
		case "-token":
			header.Set("Authorization", "Bearer "+strings.TrimSpace(ts.ReadFile(args[1])))
		case "-status":
			var err error
			want, err = strconv.Atoi(args[1])
			ts.Check(err)
		default:
			ts.Fatalf("rest has no option %s", args[0])
		}
		args = args[2:]
	}
	body := ""
	if len(args) > 2 {
		body = ts.ReadFile(args[2])
		header.Set("Content-Type", "application/json")
	}
	server := s.running(ts)
	sent, err := http.NewRequest(args[0], strings.TrimSuffix(server.url, "/")+args[1], strings.NewReader(body))
	ts.Check(err)
	sent.Header, sent.Host = header, host
	response, err := server.client.Do(sent)
	ts.Check(err)
	defer response.Body.Close()
	text, err := io.ReadAll(response.Body)
	ts.Check(err)
	if response.StatusCode != want {
		ts.Fatalf("the status is %d, want %d: %s", response.StatusCode, want, text)
	}
	if len(text) > 0 {
		_, err = ts.Stdout().Write(indented(ts, text))
		ts.Check(err)
	}
	var lines []string
	for name, values := range response.Header {
		for _, value := range values {
			lines = append(lines, strings.ToLower(name)+": "+value+"\n")
		}
	}
	slices.Sort(lines)
	_, err = ts.Stderr().Write([]byte(strings.Join(lines, "")))
	ts.Check(err)
}
