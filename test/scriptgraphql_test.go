package test

import (
	"bytes"
	"encoding/json"
	"net/http"
	"strings"

	"github.com/rogpeppe/go-internal/diff"
	"github.com/rogpeppe/go-internal/testscript"
)

func (s *scriptState) graphql(ts *testscript.TestScript, args []string) {
	header, want, args := requestOptions(ts, "graphql", ownOptions{
		"-key": func(header http.Header, value string) { header.Set("Idempotency-Key", value) },
	}, args)
	sent := request{Query: ts.ReadFile(args[0])}
	if len(args) > 1 {
		ts.Check(json.Unmarshal([]byte(s.values.fill(ts.ReadFile(args[1]))), &sent.Variables))
	}
	status, body, err := s.running(ts).send(sent, header)
	ts.Check(err)
	if status != want {
		ts.Fatalf("the status is %d, want %d: %s", status, want, body)
	}
	_, err = ts.Stdout().Write(indented(ts, body))
	ts.Check(err)
}

// answer compares the texts of the responses, so that the order of the members and the
// spelling of the values must be equal too.
func (s *scriptState) answer(ts *testscript.TestScript, args []string) {
	got := indented(ts, []byte(ts.ReadFile("stdout")))
	want := indented(ts, []byte(ts.ReadFile(args[0])))
	want = []byte(strings.Join(s.values.match(strings.Split(string(want), "\n"), strings.Split(string(got), "\n")), "\n"))
	if d := diff.Diff(args[0], want, "the response", got); d != nil {
		ts.Fatalf("%s", d)
	}
}

func indented(ts *testscript.TestScript, body []byte) []byte {
	var out bytes.Buffer
	ts.Check(json.Indent(&out, bytes.TrimSpace(body), "", "  "))
	out.WriteByte('\n')
	return out.Bytes()
}
