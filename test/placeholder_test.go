package test

import (
	"regexp"
	"strings"
	"testing"
)

// placeholder stands in a wanted answer for a value that the server makes:
//
//	"<id>"       an id that the server chose
//	"<key-id>"   an id that it derived from an idempotency key
//	"<time>"     a time that it measured
//	"<cursor>"   a cursor
//	"<text>"     a sentence
//
// With a name, as in "<id first>", the value is remembered: it must be the same
// wherever the name comes again in the script, and two names are two ids. In
// variables a name stands for the value.
var placeholder = regexp.MustCompile(`"<([a-z-]+)(?: ([a-z-]+))?>"`)

var kinds = map[string]*regexp.Regexp{
	"id":     regexp.MustCompile(`^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$`),
	"key-id": regexp.MustCompile(`^~key~[A-Za-z0-9_-]{22}$`),
	"time":   regexp.MustCompile(`^20\d\d-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{7}Z$`),
	"cursor": regexp.MustCompile(`^[A-Za-z0-9_-]+$`),
	"text":   regexp.MustCompile(`^[A-Z].*[.]$`),
}

// names are the values that placeholders with a name stand for.
type namedValues map[string]string

// match returns the wanted lines with the values of the answer in the place of
// those placeholders that they fit; the rest stays, for the reader to see.
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

// agrees compares a named value with what is remembered.
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

// fill puts the remembered values into a text.
func (n namedValues) fill(text string) string {
	return placeholder.ReplaceAllStringFunc(text, func(found string) string {
		if value, ok := n[strings.Trim(found, `"<>`)]; ok {
			return `"` + value + `"`
		}
		return found
	})
}

func TestPlaceholders(t *testing.T) {
	const one, two = "0198c0de-0000-7000-8000-000000000001", "0198c0de-0000-7000-8000-000000000002"
	known := namedValues{}
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
		if got := known.fits(line.want, line.got); got != line.fits {
			t.Errorf("%s fits %s: %t, want %t", line.want, line.got, got, line.fits)
		}
	}
	if got := known.fill(`["<id second>", "<id third>"]`); got != `["`+two+`", "<id third>"]` {
		t.Errorf("fill returns %s", got)
	}
}
