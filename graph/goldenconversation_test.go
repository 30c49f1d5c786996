package graph_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"golang.org/x/tools/txtar"

	"github.com/itemactivity/itemactivity/internal/auth"
	"github.com/itemactivity/itemactivity/internal/gqlhttp/gqlhttptest"
	"github.com/itemactivity/itemactivity/models"
)

// conversation is a sequence of requests to one server.
type conversation struct {
	*gqlhttptest.Server
	remembered map[string]any
}

// goldenStep is one request with the expected response.
type goldenStep struct {
	place                            string
	document, variables, now, answer string
	headers                          string
	// each is whether each field of the document is sent as a request of its own.
	each   bool
	caller *auth.Principal
}

// caller is a Principal in the format of the archives. Without scopes it is a user with all
// scopes, or an application that reads and records in its own groups.
type caller struct {
	UserID        models.ID   `json:"userId"`
	ApplicationID models.ID   `json:"applicationId"`
	DisplayName   string      `json:"displayName"`
	Groups        []models.ID `json:"groups"`
	Scopes        []string    `json:"scopes"`
}

func (c caller) principal() *auth.Principal {
	p := &auth.Principal{
		UserID: c.UserID, ApplicationID: c.ApplicationID, DisplayName: c.DisplayName,
		Groups: c.Groups, Scopes: auth.ScopesOf(c.Scopes...),
	}
	switch {
	case c.Scopes != nil:
	case c.UserID == "":
		p.Scopes = auth.FilesReadWrite
	default:
		p.Scopes = auth.Local().Scopes
	}
	return p
}

func goldenSteps(t *testing.T, path string, archive *txtar.Archive) []*goldenStep {
	t.Helper()
	byName := map[string]*goldenStep{}
	var names []string
	for _, file := range archive.Files {
		name, part, _ := strings.Cut(file.Name, ".")
		s := byName[name]
		if s == nil {
			s = &goldenStep{place: path + ": " + name, caller: auth.Local()}
			byName[name] = s
			names = append(names, name)
		}
		if err := s.set(part, string(file.Data)); err != nil {
			t.Fatalf("%s: %s: %v", path, file.Name, err)
		}
	}
	slices.Sort(names)
	steps := make([]*goldenStep, len(names))
	for i, name := range names {
		steps[i] = byName[name]
		if steps[i].document == "" || steps[i].answer == "" {
			t.Fatalf("%s: a step has a .graphql and an .answer.json", steps[i].place)
		}
	}
	return steps
}

func (s *goldenStep) set(part, text string) error {
	switch part {
	case "graphql", "each.graphql":
		s.document, s.each = text, part == "each.graphql"
	case "variables.json":
		s.variables = text
	case "headers":
		s.headers = text
	case "now":
		s.now = strings.TrimSpace(text)
	case "answer.json":
		s.answer = text
	case "caller.json":
		var c caller
		decoder := json.NewDecoder(strings.NewReader(text))
		decoder.DisallowUnknownFields()
		if err := decoder.Decode(&c); err != nil {
			return err
		}
		s.caller = c.principal()
	default:
		return fmt.Errorf("a step has no part %q", part)
	}
	return nil
}

// send sends the request of a step, and compares the response.
func (c *conversation) send(t *testing.T, s *goldenStep) {
	t.Helper()
	if s.now != "" {
		now, err := time.Parse(time.RFC3339Nano, s.now)
		if err != nil {
			t.Fatalf("%s: %v", s.place, err)
		}
		c.SetClock(now)
	}
	want, err := decodeJSON([]byte(s.answer))
	if err != nil {
		t.Fatalf("%s: the expected answer: %v", s.place, err)
	}
	var got any
	var requestID string
	if s.each {
		got, requestID = c.sendEach(t, s)
	} else {
		got, requestID = c.takeOne(t, s)
	}
	m := matcher{requestID: requestID, remembered: c.remembered}
	m.compareAnswers(want, got)
	if len(m.differences) > 0 {
		// The following steps depend on this one.
		t.Fatalf("%s:\n%s\nthe whole answer:\n%s", s.place, strings.Join(m.differences, "\n"), indented(got))
	}
}

// takeOne sends the document of a step as one request.
func (c *conversation) takeOne(t *testing.T, s *goldenStep) (answer any, requestID string) {
	t.Helper()
	recorder, requestID := c.Do(c.request(t, s), s.caller)
	answer, err := decodeJSON(recorder.Body.Bytes())
	if err != nil {
		t.Fatalf("%s: %v in the response %s", s.place, err, recorder.Body)
	}
	return answer, requestID
}

func (c *conversation) request(t *testing.T, s *goldenStep) *http.Request {
	t.Helper()
	params := map[string]any{"query": c.recall(t, s, s.document)}
	if s.variables != "" {
		// Raw, so that numbers and strings are sent exactly as in the archive.
		variables := json.RawMessage(c.recall(t, s, s.variables))
		if !json.Valid(variables) {
			t.Fatalf("%s: the variables are not JSON", s.place)
		}
		params["variables"] = variables
	}
	body, err := json.Marshal(params)
	if err != nil {
		t.Fatalf("%s: %v", s.place, err)
	}
	r := httptest.NewRequestWithContext(t.Context(), http.MethodPost, "/graphql", bytes.NewReader(body))
	r.Header.Set("Content-Type", "application/json")
	for line := range strings.Lines(s.headers) {
		name, value, _ := strings.Cut(strings.TrimRight(line, "\n"), ": ")
		r.Header.Add(name, value)
	}
	return r
}

var memory = regexp.MustCompile(`<[a-zA-Z]+:([\w-]+)>`)

// recall inserts stored values into a text.
func (c *conversation) recall(t *testing.T, s *goldenStep, text string) string {
	t.Helper()
	return memory.ReplaceAllStringFunc(text, func(placeholder string) string {
		value, ok := c.remembered[memory.FindStringSubmatch(placeholder)[1]].(string)
		if !ok {
			t.Fatalf("%s: no text is remembered as %s", s.place, placeholder)
		}
		return value
	})
}
