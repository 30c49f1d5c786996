package gqlhttp_test

import (
	"encoding/json"
	"fmt"
	"reflect"
	"strings"
	"testing"

	"github.com/itemactivity/itemactivity/internal/gqlhttp/gqlhttptest"
)

// limitCase is a document with n elements that a limit counts.
type limitCase struct {
	limit string // a field of engine.Limits
	what  string
	n     int
	of    func(n int) string
	// code is the code of the error, and message is a part of its message.
	code, message string
}

// repeated returns a function whose document contains part n times.
func repeated(before, part, after string) func(int) string {
	return func(n int) string { return before + strings.Repeat(part, n) + after }
}

// numbered is like repeated, but formats a different number into each part.
func numbered(before, part, after string) func(int) string {
	return func(n int) string {
		var b strings.Builder
		for i := range n {
			fmt.Fprintf(&b, part, i)
		}
		return before + b.String() + after
	}
}

var limitCases = []limitCase{
	{"DocumentBytes", "a comment", 100, repeated("{ me { id } } #", "x", ""), "PAYLOAD_TOO_LARGE", "bytes"},
	{"Tokens", "names", 50, repeated("{ me { ", "id ", "} }"), "QUERY_TOO_COMPLEX", "tokens"},
	{"Depth", "fields", 4, func(n int) string {
		return strings.Repeat("{ parent ", n) + strings.Repeat("}", n)
	}, "QUERY_TOO_COMPLEX", "deep"},
	{"Depth", "fields of a fragment", 4, func(n int) string {
		return "{ me { ...F } } fragment F on User " + strings.Repeat("{ id ", n-1) + strings.Repeat("}", n-1)
	}, "QUERY_TOO_COMPLEX", "deep"},
	{"Depth", "fields of the second operation", 4, func(n int) string {
		return "query A { me { id } } query B " + strings.Repeat("{ id ", n) + strings.Repeat("}", n)
	}, "QUERY_TOO_COMPLEX", "deep"},
	{"Aliases", "in an operation", 5, numbered("{ me { ", "a%d: id ", "} }"), "QUERY_TOO_COMPLEX", "aliases"},
	{"Aliases", "in the second operation", 5, numbered("query A { me { id } } query B { me { ", "a%d: id ", "} }"), "QUERY_TOO_COMPLEX", "aliases"},
	{"Aliases", "in a fragment", 5, numbered("{ me { ...F } } fragment F on User { ", "a%d: id ", "}"), "QUERY_TOO_COMPLEX", "aliases"},
	{"Aliases", "in an inline fragment", 5, numbered("{ me { ... { ", "a%d: id ", "} } }"), "QUERY_TOO_COMPLEX", "aliases"},
	{"Directives", "of an operation", 5, repeated("query ", "@skip(if: true) ", "{ me { id } }"), "QUERY_TOO_COMPLEX", "directives"},
	{"Directives", "of a variable", 5, repeated("query ($v: Int ", "@skip(if: true) ", ") { me { id } }"), "QUERY_TOO_COMPLEX", "directives"},
	{"Directives", "of a field", 5, repeated("{ me { id ", "@skip(if: true) ", "} }"), "QUERY_TOO_COMPLEX", "directives"},
	{"Directives", "of an inline fragment", 5, repeated("{ me { ... ", "@skip(if: true) ", "{ id } } }"), "QUERY_TOO_COMPLEX", "directives"},
	{"Directives", "of a spread", 5, repeated("{ me { ...F ", "@skip(if: true) ", "} } fragment F on User { id }"), "QUERY_TOO_COMPLEX", "directives"},
	{"Directives", "of a fragment", 5, repeated("{ me { ...F } } fragment F on User ", "@skip(if: true) ", "{ id }"), "QUERY_TOO_COMPLEX", "directives"},
	{"Fragments", "unused", 5, numbered("{ me { id } } ", "fragment F%d on User { id } ", ""), "QUERY_TOO_COMPLEX", "fragments"},
	{"Operations", "unused", 5, numbered("", "query Q%d { me { id } } ", ""), "QUERY_TOO_COMPLEX", "operations"},
	{"RootFields", "aliased", 5, numbered("{ ", "a%d: me { id } ", "}"), "QUERY_TOO_COMPLEX", "root fields"},
	{"RootFields", "of the second operation", 5, numbered("query A { me { id } } query B { ", "a%d: me { id } ", "}"), "QUERY_TOO_COMPLEX", "root fields"},
	// The number of comparisons is quadratic: 20 equal fields are 190 comparisons.
	{"Merges", "of equal fields", 220, func(n int) string {
		return "{ me { " + strings.Repeat("id ", 19+(n-220)) + "} }"
	}, "QUERY_TOO_COMPLEX", "selects the same fields too often"},
}

// TestEachLimitHolds checks that a document exactly at a limit is not rejected for it, and
// that a document with one more element is. All other limits are wide.
func TestEachLimitHolds(t *testing.T) {
	s := gqlhttptest.NewServer(t)
	for _, c := range limitCases {
		t.Run(c.limit+" "+c.what, func(t *testing.T) {
			send := func(limit int, document string) string {
				t.Helper()
				limits := gqlhttptest.WideLimits()
				limits.Directives, limits.Fragments, limits.Operations = 1<<20, 1<<20, 1<<20
				reflect.ValueOf(&limits).Elem().FieldByName(c.limit).SetInt(int64(limit))
				s.SetLimits(limits)
				body, err := json.Marshal(map[string]string{"query": document})
				if err != nil {
					t.Fatal(err)
				}
				return s.Text(t, string(body))
			}
			limit := smallestLimit(t, func(limit int) bool { return !strings.Contains(send(limit, c.of(c.n)), c.code) })
			more := send(limit, c.of(c.n+1))
			if !strings.Contains(more, `"code":"`+c.code+`"`) || !strings.Contains(more, c.message) || strings.Contains(more, `"data"`) {
				t.Errorf("with the limit %d and one more element, the response is %.300s", limit, more)
			}
			if c.limit != "Merges" && c.limit != "Tokens" && c.limit != "DocumentBytes" && limit != c.n {
				t.Errorf("%d elements need the limit %d", c.n, limit)
			}
		})
	}
}

// smallestLimit returns the smallest limit that allows a request. It tries up to 1000.
func smallestLimit(t *testing.T, allows func(limit int) bool) int {
	t.Helper()
	for limit := 1; limit <= 1000; limit++ {
		if allows(limit) {
			return limit
		}
	}
	t.Fatal("every limit rejects the request")
	return 0
}
