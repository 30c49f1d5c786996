package gqlhttp_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/itemactivity/itemactivity/internal/engine"
	"github.com/itemactivity/itemactivity/internal/gqlhttp/gqlhttptest"
)

// TestResponseLimit checks that a response larger than the limit is replaced by one error
// without data. The changes of a mutation stay committed. A response below the limit is
// complete.
func TestResponseLimit(t *testing.T) {
	s := gqlhttptest.NewServer(t)
	limits := engine.DefaultLimits()
	limits.ResponseBytes = 2000
	s.SetLimits(limits)
	name := strings.Repeat("x", 250)
	made := s.Text(t, `{"query":"mutation { createGroup(input: {id: \"g\", displayName: \"`+name+`\"}) { id } }"}`)
	if made != `{"data":{"createGroup":{"id":"g"}}}` {
		t.Fatalf("the group was not created: %s", made)
	}
	aliased := func(n int) string {
		var b strings.Builder
		for i := range n {
			b.WriteString(" n" + string(rune('a'+i)) + ": displayName")
		}
		return b.String()
	}
	if got := s.Text(t, `{"query":"{ group(id: \"g\") {`+aliased(5)+` } }"}`); strings.Count(got, name) != 5 {
		t.Errorf("a short response is not complete: %s", got)
	}
	for _, query := range []string{
		`{ group(id: \"g\") {` + aliased(20) + ` } }`,
		`mutation { createGroup(input: {id: \"h\", displayName: \"` + name + `\"}) {` + aliased(20) + ` } }`,
	} {
		got := s.Text(t, `{"query":"`+query+`"}`)
		if strings.Contains(got, name) || strings.Contains(got, `"data"`) || strings.Count(got, `"message"`) != 1 ||
			!strings.Contains(got, `"code":"QUERY_TOO_COMPLEX"`) {
			t.Errorf("a long response is not one error: %s", got)
		}
	}
	if got := s.Text(t, `{"query":"{ group(id: \"h\") { id } }"}`); got != `{"data":{"group":{"id":"h"}}}` {
		t.Errorf("the group that the mutation created does not exist: %s", got)
	}
}

// TestAbortedMutation aborts the response of a mutation at its first field. The second
// field is not executed, and the message does not say that it was.
func TestAbortedMutation(t *testing.T) {
	s := gqlhttptest.NewServer(t)
	limits := engine.DefaultLimits()
	limits.ResponseBytes = 2000
	s.SetLimits(limits)
	var fields strings.Builder
	for i := range 20 {
		fmt.Fprintf(&fields, "n%d: displayName ", i)
	}
	got := s.Text(t, `{"query":"mutation { a: createGroup(input: {id: \"first\", displayName: \"`+strings.Repeat("x", 250)+`\"}) {`+fields.String()+`} `+
		`b: createGroup(input: {id: \"second\", displayName: \"x\"}) { id } }"}`)
	if !strings.Contains(got, `"code":"QUERY_TOO_COMPLEX"`) || !strings.Contains(got, "The fields of a mutation that were executed are committed, and the others were not executed.") {
		t.Errorf("the response is %s", got)
	}
	if got := s.Text(t, `{"query":"{ a: group(id: \"first\") { id } b: group(id: \"second\") { id } }"}`); got != `{"data":{"a":{"id":"first"},"b":null}}` {
		t.Errorf("the groups are %s", got)
	}
}
