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

// TestGolden runs each archive in testdata against a server of its own. The comment of an
// archive describes its subject. It may begin with the steps of another archive:
//
//	begin with begin/path.txtar
//
// The line "any future" removes the limit for times in the future.
//
// The files of an archive are the steps, in the order of their numbers:
//
//	01-name.graphql         the document
//	01-name.each.graphql    or a mutation, each field of which is sent as a request of its own
//	01-name.variables.json  the variables
//	01-name.headers         request headers, one per line
//	01-name.caller.json     the caller; by default the local user of development mode
//	01-name.now             the time of the server's clock from this step on
//	01-name.answer.json     the complete response
//
// A string such as "<id>" in a response matches any value of that form, see forms in
// matcher_test.go. "<id:first>" also stores the value under a name. It must be the same
// wherever the name is used again, and later documents and variables can use it.
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
