package test

import (
	"bufio"
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"path/filepath"
	"strings"
	"testing"
	"text/template"
	"time"

	"golang.org/x/tools/txtar"
)

const (
	// maxAttackCPU is what one hostile request may cost the server.
	maxAttackCPU = time.Second
	// maxAttackMemory is how far all of them together may raise the server's
	// peak memory.
	maxAttackMemory = 128 << 20
)

func TestAttacks(t *testing.T) {
	archive, err := txtar.ParseFile("attacks.txtar")
	if err != nil {
		t.Fatal(err)
	}
	if len(archive.Files) == 0 {
		t.Fatal("the table has no attacks")
	}
	s := startCommand(t, serving(built(t, programWithoutRace), filepath.Join(t.TempDir(), "attacked.db")))
	s.graphql(t, "{ me { id } }", nil, new(any))
	before := s.usage(t)
	for _, file := range archive.Files {
		t.Run(file.Name, func(t *testing.T) {
			cpu := s.usage(t).cpu
			want, got, body := s.attack(t, file.Data)
			if got != want {
				t.Errorf("answered %q, want %q: %.300s", got, want, body)
			}
			if cost := s.usage(t).cpu - cpu; cost > maxAttackCPU {
				t.Errorf("cost %s of CPU, want at most %s", cost, maxAttackCPU)
			}
		})
	}
	if growth := s.usage(t).peak - before.peak; growth > maxAttackMemory {
		t.Errorf("the attacks raised the server's peak memory by %d MiB, want at most %d", growth>>20, maxAttackMemory>>20)
	}
	s.graphql(t, "{ me { id } }", nil, new(any)) // still there
	s.stop(t)
}

// attack sends a section of the table, and returns the status and code that were
// wanted, and those that came.
func (s *server) attack(t *testing.T, section []byte) (want, got string, body []byte) {
	t.Helper()
	request, err := parseAttack(section, s.url)
	if err != nil {
		t.Fatal(err)
	}
	want = request.Header.Get("Expect-Answer")
	request.Header.Del("Expect-Answer")
	response, err := s.client.Do(request)
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	if body, err = io.ReadAll(response.Body); err != nil {
		t.Fatal(err)
	}
	return want, fmt.Sprintf("%d %s", response.StatusCode, codeOf(body)), body
}

// codeOf is the code of the first error, or OK where there is none.
func codeOf(body []byte) string {
	var a graphQLResponse
	switch err := json.Unmarshal(body, &a); {
	case err != nil:
		return "that is no JSON"
	case len(a.Errors) > 0:
		return a.Errors[0].Extensions.Code
	}
	return "OK"
}

// parseAttack reads a request from a section: a request line, headers, an empty
// line and the template of a body.
func parseAttack(section []byte, base string) (*http.Request, error) {
	head, text, _ := strings.Cut(string(section), "\n\n")
	body, err := expand(strings.TrimSuffix(text, "\n"))
	if err != nil {
		return nil, err
	}
	line, headers, _ := strings.Cut(strings.TrimSpace(head), "\n")
	parsed, err := http.ReadRequest(bufio.NewReader(strings.NewReader(line + " HTTP/1.1\n" + headers + "\n\n")))
	if err != nil {
		return nil, err
	}
	request, err := http.NewRequest(parsed.Method, strings.TrimSuffix(base, "/")+parsed.RequestURI, bytes.NewReader(body))
	if err != nil {
		return nil, err
	}
	request.Header, request.Host = parsed.Header, parsed.Host
	return request, nil
}

func expand(text string) ([]byte, error) {
	parsed, err := template.New("body").Funcs(template.FuncMap{
		"repeat": func(n int, text string) string { return strings.Repeat(text, n) },
		"count":  func(n int) int { return n },
		"next":   func(i int) int { return i + 1 },
		"byte":   func(b int) string { return string([]byte{byte(b)}) },
	}).Parse(text)
	if err != nil {
		return nil, err
	}
	var b bytes.Buffer
	err = parsed.Execute(&b, nil)
	return b.Bytes(), err
}
