package test

import (
	"bytes"
	"encoding/json"
	"net/http"
	"strings"

	"github.com/rogpeppe/go-internal/diff"
	"github.com/rogpeppe/go-internal/testscript"
)

func (s *stage) graphql(ts *testscript.TestScript, args []string) {
	header := http.Header{}
	if args[0] == "-key" && len(args) > 2 {
		header.Set("Idempotency-Key", args[1])
		args = args[2:]
	}
	sent := request{Query: ts.ReadFile(args[0])}
	if len(args) > 1 {
		ts.Check(json.Unmarshal([]byte(s.known.fill(ts.ReadFile(args[1]))), &sent.Variables))
	}
	body, err := s.running(ts).post(sent, header)
	ts.Check(err)
	_, err = ts.Stdout().Write(indented(ts, body))
	ts.Check(err)
}

// answer compares text with text, so that the order of the members and the
// spelling of the values count.
func (s *stage) answer(ts *testscript.TestScript, args []string) {
	got := indented(ts, []byte(ts.ReadFile("stdout")))
	want := indented(ts, []byte(ts.ReadFile(args[0])))
	want = []byte(strings.Join(s.known.match(strings.Split(string(want), "\n"), strings.Split(string(got), "\n")), "\n"))
	if d := diff.Diff(args[0], want, "the answer", got); d != nil {
		ts.Fatalf("%s", d)
	}
}

func indented(ts *testscript.TestScript, body []byte) []byte {
	var out bytes.Buffer
	ts.Check(json.Indent(&out, bytes.TrimSpace(body), "", "  "))
	out.WriteByte('\n')
	return out.Bytes()
}
