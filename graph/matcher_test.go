package graph_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"reflect"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// forms has the forms of placeholders. "<requestId>" is not one of them: it stands for the
// id of the request.
var forms = map[string]*regexp.Regexp{
	// A generated id.
	"id": regexp.MustCompile(`^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$`),
	// An id that was derived from an idempotency key.
	"keyId":  regexp.MustCompile(`^~key~[\w-]{22,}$`),
	"time":   regexp.MustCompile(`^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{7}Z$`),
	"cursor": regexp.MustCompile(`^[\w-]+$`),
	// One or more sentences.
	"message":  regexp.MustCompile(`^\S+ .*\.$`),
	"argument": regexp.MustCompile(`^[\w.-]+$`),
	// A message of a validation rule or of the parser.
	"complaint": regexp.MustCompile(`\S`),
}

var placeholder = regexp.MustCompile(`^<([a-zA-Z]+)(?::([\w-]+))?>$`)

// matcher compares a response with the expected one, field by field.
type matcher struct {
	requestID   string
	remembered  map[string]any
	differences []string
}

// compareAnswers compares two complete responses, except the locations of errors, which
// depend on the layout of the test case, and the order of errors, because the fields of a
// query run concurrently.
func (m *matcher) compareAnswers(want, got any) {
	orderErrors(want)
	orderErrors(got)
	m.compare("", want, got)
}

func orderErrors(answer any) {
	whole, _ := answer.(map[string]any)
	errs, _ := whole["errors"].([]any)
	for _, e := range errs {
		if members, ok := e.(map[string]any); ok {
			delete(members, "locations")
		}
	}
	slices.SortStableFunc(errs, func(a, b any) int { return strings.Compare(pathOf(a), pathOf(b)) })
}

func pathOf(e any) string {
	members, _ := e.(map[string]any)
	return fmt.Sprint(members["path"])
}

func (m *matcher) differ(path string, want, got any) {
	m.differences = append(m.differences, fmt.Sprintf("%s\n  wanted %s\n  but is %s", path, brief(want), brief(got)))
}

func (m *matcher) compare(path string, want, got any) {
	switch want := want.(type) {
	case map[string]any:
		if got, ok := got.(map[string]any); ok {
			m.compareObjects(path, want, got)
			return
		}
	case []any:
		if got, ok := got.([]any); ok {
			m.compareLists(path, want, got)
			return
		}
	case string:
		if p := placeholder.FindStringSubmatch(want); p != nil {
			m.comparePlaceholder(path, want, p[1], p[2], got)
			return
		}
	}
	if !reflect.DeepEqual(want, got) {
		m.differ(path, want, got)
	}
}

func (m *matcher) compareObjects(path string, want, got map[string]any) {
	members := maps.Clone(want)
	maps.Copy(members, got)
	for _, name := range slices.Sorted(maps.Keys(members)) {
		w, wanted := want[name]
		g, present := got[name]
		switch {
		case !wanted:
			m.differ(path+"."+name, absent{}, g)
		case !present:
			m.differ(path+"."+name, w, absent{})
		default:
			m.compare(path+"."+name, w, g)
		}
	}
}

func (m *matcher) compareLists(path string, want, got []any) {
	for i := range max(len(want), len(got)) {
		at := path + "[" + strconv.Itoa(i) + "]"
		switch {
		case i >= len(want):
			m.differ(at, absent{}, got[i])
		case i >= len(got):
			m.differ(at, want[i], absent{})
		default:
			m.compare(at, want[i], got[i])
		}
	}
}

func (m *matcher) comparePlaceholder(path, want, form, name string, got any) {
	if name != "" {
		if value, known := m.remembered[name]; known {
			if !reflect.DeepEqual(value, got) {
				m.differ(path, fmt.Sprintf("%s, which is %s", want, brief(value)), got)
			}
			return
		}
		m.remembered[name] = got
	}
	switch form {
	case "requestId":
		if got != m.requestID {
			m.differ(path, m.requestID, got)
		}
	default:
		pattern, known := forms[form]
		if text, ok := got.(string); !known || !ok || !pattern.MatchString(text) {
			m.differ(path, want, got)
		}
	}
}

// absent is printed for a value that does not exist.
type absent struct{}

func (absent) MarshalJSON() ([]byte, error) { return []byte(`"(absent)"`), nil }

// brief returns a value in one line of ASCII, so that similar and invisible characters can
// be distinguished.
func brief(v any) string {
	if text, ok := v.(string); ok {
		return strconv.QuoteToASCII(text)
	}
	b, err := json.Marshal(v)
	if err != nil {
		return fmt.Sprint(v)
	}
	return string(b)
}

func indented(v any) string {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	if err := e.Encode(v); err != nil {
		return fmt.Sprint(v)
	}
	return b.String()
}

// decodeJSON decodes one value and keeps numbers as they are written.
func decodeJSON(text []byte) (v any, err error) {
	d := json.NewDecoder(bytes.NewReader(text))
	d.UseNumber()
	if err := d.Decode(&v); err != nil {
		return nil, err
	}
	if _, err := d.Token(); !errors.Is(err, io.EOF) {
		return nil, errors.New("more than one JSON value")
	}
	return v, nil
}
