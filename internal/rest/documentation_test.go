package rest_test

import (
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/itemactivity/itemactivity/internal/rest"
)

var (
	tableRow = regexp.MustCompile(`(?m)^\| ([A-Z, ]+) \| (.+) \| .* \|$`)
	codeSpan = regexp.MustCompile("`([^`]+)`")
	function = regexp.MustCompile(`\(.*\)$`)
)

// TestRoutesAreDocumented: the table of docs/graph.md has every route, and no other.
func TestRoutesAreDocumented(t *testing.T) {
	page, err := os.ReadFile("../../docs/graph.md")
	if err != nil {
		t.Fatal(err)
	}
	var documented []string
	for _, row := range tableRow.FindAllStringSubmatch(string(page), -1) {
		first := ""
		for _, span := range codeSpan.FindAllStringSubmatch(row[2], -1) {
			path := strings.Replace(span[1], "STATS", "ITEM/analytics/itemActivityStats", 1)
			path = strings.Replace(path, "ITEM", "/groups/{id}/drive/items/{id}", 1)
			if path == "/$ref" {
				path = first + path // the same path with an end
			}
			first = path
			for method := range strings.SplitSeq(row[1], ", ") {
				documented = append(documented, method+" "+function.ReplaceAllString(path, "()"))
			}
		}
	}
	var served []string
	for _, r := range rest.TestedRoutes() {
		if !r.IsOtherForm {
			served = append(served, r.Method+" "+function.ReplaceAllString(parameter.ReplaceAllString(r.Path, "{id}"), "()"))
		}
	}
	slices.Sort(documented)
	slices.Sort(served)
	if len(served) == 0 || !slices.Equal(documented, served) {
		t.Errorf("docs/graph.md has\n%s\n\nthe routes are\n%s", strings.Join(documented, "\n"), strings.Join(served, "\n"))
	}
}
