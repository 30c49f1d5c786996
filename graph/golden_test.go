package graph_test

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"golang.org/x/tools/txtar"

	"github.com/itemactivity/itemactivity/internal/gqlhttp/gqlhttptest"
)

// TestGolden holds each conversation of testdata with a server of its own. An
// archive says in its comment what it is about, and may begin with the steps of
// another one:
//
//	begin with begin/path.txtar
//
// A line "any future" lifts the limit for the times of facts.
//
// Its files are the steps, in the order of their numbers:
//
//	01-name.graphql         the document
//	01-name.each.graphql    or a mutation, each of whose fields is a request of its own
//	01-name.variables.json  its variables
//	01-name.headers         headers, one a line
//	01-name.caller.json     who calls; the local user otherwise
//	01-name.now             what the clock shows from here on
//	01-name.answer.json     the whole answer
//
// A string such as "<id>" in an answer stands for any value of its form, see
// forms in answer_test.go. "<id:first>" remembers the value under a name: it
// has to be the same wherever the name stands again, and a later document or
// variable may use it.
func TestGolden(t *testing.T) {
	archives, err := filepath.Glob("testdata/*.txtar")
	if err != nil || len(archives) == 0 {
		t.Fatal("no conversations in testdata", err)
	}
	for _, archive := range archives {
		t.Run(strings.TrimSuffix(filepath.Base(archive), ".txtar"), func(t *testing.T) {
			t.Parallel()
			maxFuture := 24 * time.Hour // as the program has it
			if text, err := os.ReadFile(archive); err != nil {
				t.Fatal(err)
			} else if anyFuture.Match(text) {
				maxFuture = 0
			}
			c := conversation{Server: gqlhttptest.NewServerWith(t, gqlhttptest.Config{MaxFuture: maxFuture}), remembered: map[string]any{}}
			c.run(t, archive)
		})
	}
}

var (
	beginning = regexp.MustCompile(`(?m)^begin with (\S+)$`)
	anyFuture = regexp.MustCompile(`(?m)^any future$`)
)

func (c *conversation) run(t *testing.T, path string) {
	t.Helper()
	archive, err := txtar.ParseFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if m := beginning.FindSubmatch(archive.Comment); m != nil {
		c.run(t, filepath.Join("testdata", string(m[1])))
	}
	for _, step := range goldenSteps(t, path, archive) {
		c.send(t, step)
	}
}
