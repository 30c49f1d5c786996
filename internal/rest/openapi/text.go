package openapi

import (
	"fmt"
	"net/http"
	"regexp"
	"slices"
	"strings"

	"github.com/vektah/gqlparser/v2/ast"
)

// summary returns the summary of a route, by default the first sentence of the description of
// its field. It leaves out what is true only of GraphQL responses.
func (r Route) summary(description string) string {
	if r.Summary != "" {
		return r.Summary
	}
	first, _, _ := strings.Cut(strings.Join(strings.Fields(description), " "), ". ")
	first = orNull.ReplaceAllString(first, "")
	if r.Status == http.StatusNoContent {
		first = andReturns.ReplaceAllString(first, "")
	}
	return strings.TrimSuffix(first, ".")
}

var (
	orNull     = regexp.MustCompile(`, or null if .*`)
	andReturns = regexp.MustCompile(`, and returns .*`)
)

// fixedArguments returns sentences about the arguments of a field that have the same value in
// every request.
func fixedArguments(f *ast.Field) string {
	var sentences strings.Builder
	for _, argument := range f.Arguments {
		if !hasVariable(argument.Value) {
			fmt.Fprintf(&sentences, "\n\nHere, the argument `%s` is `%s`.", argument.Name, argument.Value)
		}
	}
	return sentences.String()
}

func hasVariable(value *ast.Value) bool {
	return value.Kind == ast.Variable ||
		slices.ContainsFunc(value.Children, func(child *ast.ChildValue) bool { return hasVariable(child.Value) })
}

// absent returns the description of a member in responses. A member that is null in GraphQL
// is left out.
func absent(description string) string { return nullIf.Replace(description) }

var nullIf = strings.NewReplacer("Null if", "Absent if", "and null if", "and absent if", "Null means", "Its absence means", "Never null", "Never absent")
