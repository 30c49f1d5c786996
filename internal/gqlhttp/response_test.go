package gqlhttp_test

import (
	"strings"
	"testing"

	"github.com/itemactivity/itemactivity/internal/gqlhttp/gqlhttptest"
)

// TestResponseIsOneLine checks that a response with errors, data and extensions is one line.
func TestResponseIsOneLine(t *testing.T) {
	s := gqlhttptest.NewExampleServer(t)
	_, body := postMembers(t, s, map[string]any{"query": `{ me { id } driveItem(id: "example-file") { children(first: -1) { totalCount } } }`, "extensions": map[string]any{"cost": true}})
	if line, rest, _ := strings.Cut(body, "\n"); rest != "" || !strings.Contains(line, `"errors"`) || !strings.Contains(line, `}],"data":{`) || !strings.Contains(line, `"cost"`) {
		t.Errorf("the response is %q", body)
	}
}
