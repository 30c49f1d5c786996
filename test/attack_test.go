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
	// maxAttackCPU is the processor time that the server may use for one hostile request.
	maxAttackCPU = time.Second
	// maxAttackMemory is how much all requests together may increase the peak memory of the
	// server, in bytes.
	maxAttackMemory = 128 << 20
)

// TestAttacks sends every hostile request of attacks.txtar. Each must get the status and the
// error code that the file names, and must not exceed the limits of processor time and
// memory. The server must still serve afterwards.
func TestAttacks(t *testing.T) {
	archive, err := txtar.ParseFile("attacks.txtar")
	if err != nil {
		t.Fatal(err)
	}
	if len(archive.Files) == 0 {
		t.Fatal("attacks.txtar has no requests")
	}
	s := startCommand(t, serving(built(t, programWithoutRace), filepath.Join(t.TempDir(), "attacked.db")))
	s.graphql(t, "{ me { id } }", nil, new(any))
	before := s.usage(t)
	for _, file := range archive.Files {
		t.Run(file.Name, func(t *testing.T) {
			cpu := s.usage(t).cpu
			want, got, body := s.attack(t, file.Data)
			if got != want {
				t.Errorf("the response is %q, want %q: %.300s", got, want, body)
			}
			if cost := s.usage(t).cpu - cpu; cost > maxAttackCPU {
				t.Errorf("the request took %s of processor time, want at most %s", cost, maxAttackCPU)
			}
		})
	}
	if growth := s.usage(t).peak - before.peak; growth > maxAttackMemory {
		t.Errorf("the peak memory increased by %d MiB, want at most %d MiB", growth>>20, maxAttackMemory>>20)
	}
	s.graphql(t, "{ me { id } }", nil, new(any))
	s.stop(t)
}

// attack sends the request of a section, and returns the wanted and the actual status and
// error code.
func (s *server) attack(t *testing.T, section []byte) (want, got string, body []byte) {
	t.Helper()
	request, err := parseAttack(section, s.url)
	if err != nil {
		t.Fatal(err)
	}
	want = request.Header.Get("Expect-Response")
	request.Header.Del("Expect-Response")
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

// codeOf returns the code of the first error of a response, or OK if it has no error.
func codeOf(body []byte) string {
	var a graphQLResponse
	switch err := json.Unmarshal(body, &a); {
	case err != nil:
		return "not JSON"
	case len(a.Errors) > 0:
		return a.Errors[0].Extensions.Code
	}
	return "OK"
}

// parseAttack returns the request of a section: a request line, headers, an empty line and
// a template of the body.
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

// expand executes the template of a body.
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
