package rest

import (
	"embed"
	"fmt"
	"regexp"
	"strings"

	"github.com/itemactivity/itemactivity/internal/engine"
	"github.com/itemactivity/itemactivity/internal/gqldoc"
)

//go:embed routes
var documents embed.FS

// readDocument reads and validates a document in the folder routes. It appends the fragments
// that the document spreads, which the folder routes/fragments has.
func readDocument(e *engine.Engine, name string) (*gqldoc.Fixed, error) {
	text, err := withFragments(name)
	if err != nil {
		return nil, err
	}
	fixed, err := e.Fix(text)
	if err != nil {
		return nil, fmt.Errorf("routes/%s.graphql: %w", name, err)
	}
	return fixed, nil
}

func withFragments(name string) (string, error) {
	read, err := documents.ReadFile("routes/" + name + ".graphql")
	if err != nil {
		return "", err
	}
	text, appended := string(read), map[string]bool{}
	for next := text; next != ""; {
		var found strings.Builder
		for _, spread := range fragmentSpread.FindAllStringSubmatch(next, -1) {
			if appended[spread[1]] {
				continue
			}
			appended[spread[1]] = true
			fragment, err := documents.ReadFile("routes/fragments/" + spread[1] + ".graphql")
			if err != nil {
				return "", fmt.Errorf("routes/%s.graphql: %w", name, err)
			}
			found.Write(fragment)
		}
		next = found.String()
		text += next
	}
	return text, nil
}

// fragmentSpread matches the name of a fragment that is spread.
var fragmentSpread = regexp.MustCompile(`\.\.\.(\w+)`)
