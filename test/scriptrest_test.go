package test

import (
	"io"
	"net/http"
	"slices"
	"strings"

	"github.com/rogpeppe/go-internal/testscript"
)

// rest sends a request to a URL of Microsoft Graph.
func (s *scriptState) rest(ts *testscript.TestScript, args []string) {
	host := ""
	header, want, args := requestOptions(ts, "rest", ownOptions{
		"-header": func(header http.Header, value string) {
			name, value, _ := strings.Cut(value, ": ")
			header.Add(name, value)
		},
		"-host": func(_ http.Header, value string) { host = value },
	}, args)
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
