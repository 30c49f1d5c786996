package gqlhttp_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/itemactivity/itemactivity/internal/auth"
	"github.com/itemactivity/itemactivity/internal/gqlhttp/gqlhttptest"
)

// TestRefusedJSONSaysWhy sends texts that are refused for different reasons. The message
// names the reason and no other. For a request in a URL it names the parameter.
func TestRefusedJSONSaysWhy(t *testing.T) {
	s := gqlhttptest.NewServer(t)
	reasons := []string{"surrogate pair", "valid UTF-8", "valid JSON", "NUL", "twice", "ends too soon"}
	sent := 0
	for _, c := range []struct{ reason, text string }{
		{"surrogate pair", `{"a":"\ud800"}`},
		{"surrogate pair", `{"a":"x\uDFFF"}`},
		{"surrogate pair", `{"a":"\ud800x"}`},
		{"surrogate pair", `{"a":"\ud800\n"}`},
		{"surrogate pair", `{"a":"\ud800\ud800"}`},
		{"surrogate pair", `{"a":"\udc00\ud800"}`},
		{"surrogate pair", `{"a":["\ud83d\ude00\ud83d"]}`},
		{"surrogate pair", `{"\ud800":1}`},
		{"valid UTF-8", "{\"a\":\"\xff\"}"},
		{"valid UTF-8", "{\"a\":\"\xed\xa0\x80\"}"},
		{"valid JSON", `{"a":tru}`},
		{"valid JSON", `{"a":01}`},
		{"valid JSON", `{"a":"\x"}`},
		{"valid JSON", `{"a":"\ud8zz"}`},
		{"valid JSON", "{\"a\":\"\n\"}"},
		{"valid JSON", `{"a":'\ud800'}`},
		{"NUL", `{"a":"\u0000"}`},
		{"twice", `{"a":1,"\u0061":2}`},
		{"ends too soon", `{"a":`},
		{"ends too soon", `{"a":"\ud83d`},
	} {
		requests := map[string]*http.Request{
			"the body":      gqlhttptest.NewPost(t, strings.NewReader(c.text)),
			"its variables": gqlhttptest.NewPost(t, strings.NewReader(`{"query":"{ me { id } }","variables":`+c.text+`}`)),
		}
		for _, name := range []string{"variables", "extensions"} {
			requests["the parameter "+name] = gqlhttptest.NewGet(t, url.Values{"query": {"{ me { id } }"}, name: {c.text}})
		}
		for where, r := range requests {
			if c.reason == "ends too soon" && where == "its variables" {
				continue // a brace follows
			}
			recorder, _ := s.Do(r, auth.Local())
			answer := recorder.Body.String()
			if recorder.Code != http.StatusBadRequest || !strings.Contains(answer, "BAD_USER_INPUT") || strings.Contains(answer, `"data"`) {
				t.Errorf("%s is %q: %d %s", where, c.text, recorder.Code, answer)
			}
			for _, reason := range reasons {
				if strings.Contains(answer, reason) != (reason == c.reason) {
					t.Errorf("%s is %q, for which the reason is %q and not %q: %s", where, c.text, c.reason, reason, answer)
				}
			}
			if name, isURL := strings.CutPrefix(where, "the parameter "); isURL && !strings.Contains(answer, "The parameter "+name) {
				t.Errorf("the message does not name the parameter %s: %s", name, answer)
			}
			sent++
		}
	}
	if sent < 70 {
		t.Errorf("only %d requests were sent", sent)
	}
}

// TestVariablesMayHaveAnyName sends variables with names that are like those of a
// request's members, in a body and in a URL.
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
