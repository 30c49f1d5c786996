package test

import (
	"regexp"
	"strings"
	"testing"
)

// placeholder matches a placeholder in a wanted response, for a value that the server
// generates:
//
//	"<id>"       a generated id
//	"<key-id>"   an id that is derived from an idempotency key
//	"<time>"     a time of the server's clock
//	"<date>"     a date of an error of Microsoft Graph
//	"<cursor>"   a cursor
//	"<text>"     a sentence
//
// A placeholder may have a name, as in "<id first>". The first match stores the value under
// the name. Later matches of the name in the same script must have the same value, and two
// names must have different ids, key ids and cursors. In variables, a placeholder with a
// name is replaced by the stored value.
var placeholder = regexp.MustCompile(`"<([a-z-]+)(?: ([a-z-]+))?>"`)

// kinds are the patterns of the values, by the kind of placeholder.
var kinds = map[string]*regexp.Regexp{
	"id":     regexp.MustCompile(`^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$`),
	"key-id": regexp.MustCompile(`^~key~[A-Za-z0-9_-]{22}$`),
	"time":   regexp.MustCompile(`^20\d\d-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{7}Z$`),
	"date":   regexp.MustCompile(`^20\d\d-\d\d-\d\dT\d\d:\d\d:\d\d$`),
	"cursor": regexp.MustCompile(`^[A-Za-z0-9_-]+$`),
	"text":   regexp.MustCompile(`^[A-Z].*[.]$`),
}

// namedValues are the stored values, by kind and name.
type namedValues map[string]string

// match returns the wanted lines with each placeholder replaced by the value of the same
// line of the response, if the value matches. Other placeholders remain, so that the diff
// shows them.
func (n namedValues) match(want, got []string) []string {
	matched := make([]string, len(want))
	for i, line := range want {
		matched[i] = line
		if i < len(got) && n.fits(line, got[i]) {
			matched[i] = got[i]
		}
	}
	return matched
}

// fits returns whether a wanted line with a placeholder matches a line of the response.
func (n namedValues) fits(want, got string) bool {
	at := placeholder.FindStringSubmatchIndex(want)
	if at == nil {
		return false
	}
	before, after := want[:at[0]]+`"`, `"`+want[at[1]:]
	if len(got) < len(before)+len(after) || !strings.HasPrefix(got, before) || !strings.HasSuffix(got, after) {
		return false
	}
	value := got[len(before) : len(got)-len(after)]
	kind := want[at[2]:at[3]]
	if kinds[kind] == nil || !kinds[kind].MatchString(value) {
		return false
	}
	return at[4] < 0 || n.agrees(kind, want[at[4]:at[5]], value)
}

// agrees stores a value under a name, or returns whether it equals the stored value.
func (n namedValues) agrees(kind, name, value string) bool {
	name = kind + " " + name
	if known, ok := n[name]; ok {
		return known == value
	}
	if kind != "time" && kind != "text" {
		for _, other := range n {
			if other == value {
				return false
			}
		}
	}
	n[name] = value
	return true
}

// fill replaces the placeholders with names in a text by the stored values.
func (n namedValues) fill(text string) string {
	return placeholder.ReplaceAllStringFunc(text, func(found string) string {
		if value, ok := n[strings.Trim(found, `"<>`)]; ok {
			return `"` + value + `"`
		}
		return found
	})
}

// TestPlaceholders: a placeholder matches a value of its kind and nothing else, and a name
// matches one value only.
func TestPlaceholders(t *testing.T) {
	const one, two = "0198c0de-0000-7000-8000-000000000001", "0198c0de-0000-7000-8000-000000000002"
	values := namedValues{}
	for _, line := range []struct {
		want, got string
		fits      bool
	}{
		{`"id": "<id>",`, `"id": "` + one + `",`, true},
		{`"id": "<id>",`, `"id": "` + one + `"`, false},
		{`"id": "<id>"`, `"id": null`, false},
		{`"id": "<id>"`, `"id": "example-file"`, false},
		{`"id": "<id>"`, `"key": "` + one + `"`, false},
		{`"id": "<id first>"`, `"id": "` + one + `"`, true},
		{`"id": "<id first>"`, `"id": "` + one + `"`, true},
		{`"id": "<id first>"`, `"id": "` + two + `"`, false},
		{`"id": "<id second>"`, `"id": "` + one + `"`, false},
		{`"id": "<id second>"`, `"id": "` + two + `"`, true},
		{`"at": "<time>"`, `"at": "2026-01-02T03:04:05.0000000Z"`, true},
		{`"at": "<time>"`, `"at": "2026-01-02T03:04:05Z"`, false},
		{`"at": "<moment>"`, `"at": "2026-01-02T03:04:05.0000000Z"`, false},
	} {
		if got := values.fits(line.want, line.got); got != line.fits {
			t.Errorf("fits(%s, %s) = %t, want %t", line.want, line.got, got, line.fits)
		}
	}
	if got, want := values.fill(`["<id second>", "<id third>"]`), `["`+two+`", "<id third>"]`; got != want {
		t.Errorf("fill returns %s, want %s", got, want)
	}
}
