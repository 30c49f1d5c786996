package gqlhttp_test

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/itemactivity/itemactivity/internal/auth"
	"github.com/itemactivity/itemactivity/internal/gqlhttp/gqlhttptest"
)

// TestRejectedJSONNamesReason sends texts that are rejected for different reasons. The
// message names the reason and no other. For a text in a URL it names the parameter.
func TestRejectedJSONNamesReason(t *testing.T) {
	s := gqlhttptest.NewServer(t)
	reasons := []string{"unpaired surrogate", "valid UTF-8", "valid JSON", "NUL", "duplicate member", "incomplete JSON"}
	sent := 0
	for _, c := range []struct{ reason, text string }{
		{"unpaired surrogate", `{"a":"\ud800"}`},
		{"unpaired surrogate", `{"a":"x\uDFFF"}`},
		{"unpaired surrogate", `{"a":"\ud800x"}`},
		{"unpaired surrogate", `{"a":"\ud800\n"}`},
		{"unpaired surrogate", `{"a":"\ud800\ud800"}`},
		{"unpaired surrogate", `{"a":"\udc00\ud800"}`},
		{"unpaired surrogate", `{"a":["\ud83d\ude00\ud83d"]}`},
		{"unpaired surrogate", `{"\ud800":1}`},
		{"valid UTF-8", "{\"a\":\"\xff\"}"},
		{"valid UTF-8", "{\"a\":\"\xed\xa0\x80\"}"},
		{"valid JSON", `{"a":tru}`},
		{"valid JSON", `{"a":01}`},
		{"valid JSON", `{"a":"\x"}`},
		{"valid JSON", `{"a":"\ud8zz"}`},
		{"valid JSON", "{\"a\":\"\n\"}"},
		{"valid JSON", `{"a":'\ud800'}`},
		{"NUL", `{"a":"\u0000"}`},
		{"duplicate member", `{"a":1,"\u0061":2}`},
		{"duplicate member", manyMembers(50, `"n0":2`)},
		{"duplicate member", manyMembers(50, `"n49":2`)},
		{"duplicate member", manyMembers(17, `"b":1,"b":2`)},
		{"incomplete JSON", `{"a":`},
		{"incomplete JSON", `{"a":"\ud83d`},
	} {
		requests := map[string]*http.Request{
			"the body":      gqlhttptest.NewPost(t, strings.NewReader(c.text)),
			"its variables": gqlhttptest.NewPost(t, strings.NewReader(`{"query":"{ me { id } }","variables":`+c.text+`}`)),
		}
		for _, name := range []string{"variables", "extensions"} {
			requests["the parameter "+name] = gqlhttptest.NewGet(t, url.Values{"query": {"{ me { id } }"}, name: {c.text}})
		}
		for where, r := range requests {
			if c.reason == "incomplete JSON" && where == "its variables" {
				continue // the closing brace follows
			}
			recorder, _ := s.Do(r, auth.Local())
			response := recorder.Body.String()
			if recorder.Code != http.StatusBadRequest || !strings.Contains(response, "BAD_USER_INPUT") || strings.Contains(response, `"data"`) {
				t.Errorf("%q in %s: status %d, body %s", c.text, where, recorder.Code, response)
			}
			for _, reason := range reasons {
				if strings.Contains(response, reason) != (reason == c.reason) {
					t.Errorf("%q in %s: want only the reason %q, checked %q: %s", c.text, where, c.reason, reason, response)
				}
			}
			if name, isURL := strings.CutPrefix(where, "the parameter "); isURL && !strings.Contains(response, "The parameter "+name) {
				t.Errorf("the message does not name the parameter %s: %s", name, response)
			}
			sent++
		}
	}
	if sent < 70 {
		t.Errorf("only %d requests were sent", sent)
	}
}

// manyMembers returns an object with n members and others after them.
func manyMembers(n int, others string) string {
	var b strings.Builder
	for i := range n {
		fmt.Fprintf(&b, `"n%d":1,`, i)
	}
	return "{" + b.String() + others + "}"
}

// TestVariablesMayHaveAnyName sends variables whose names differ only in case from the
// members of a request, in a body and in a URL.
func TestVariablesMayHaveAnyName(t *testing.T) {
	s := gqlhttptest.NewServer(t)
	const document, variables = "query($Query: ID!, $VARIABLES: ID!) { a: node(id: $Query) { id } b: node(id: $VARIABLES) { id } }", `{"Query":"x","VARIABLES":"y"}`
	for where, r := range map[string]*http.Request{
		"the body": gqlhttptest.NewPost(t, strings.NewReader(`{"query":"`+document+`","variables":`+variables+`}`)),
		"the URL":  gqlhttptest.NewGet(t, url.Values{"query": {document}, "variables": {variables}}),
	} {
		recorder, _ := s.Do(r, auth.Local())
		if got := strings.TrimSpace(recorder.Body.String()); got != `{"data":{"a":null,"b":null}}` {
			t.Errorf("in %s: %s", where, got)
		}
	}
}
