// Package doctest has the schemas and documents of the tests of gqldoc.
package doctest

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/vektah/gqlparser/v2"
	"github.com/vektah/gqlparser/v2/ast"

	"github.com/itemactivity/itemactivity/internal/gqldoc"
	"github.com/itemactivity/itemactivity/internal/gqldoc/syntax"
	"github.com/itemactivity/itemactivity/internal/gqldoc/validation"
)

// ManyTokens is a limit that is higher than the number of tokens of any test document.
const ManyTokens = 10_000

// ServerSchema returns the schema of the server.
func ServerSchema(tb testing.TB) *ast.Schema {
	tb.Helper()
	root := "."
	for _, err := os.Stat("go.mod"); err != nil && len(root) < 100; _, err = os.Stat(filepath.Join(root, "go.mod")) {
		root = filepath.Join(root, "..")
	}
	text, err := os.ReadFile(filepath.Join(root, "graph", "schema.graphql"))
	if err != nil {
		tb.Fatal(err)
	}
	return Load(tb, string(text))
}

// Load returns the schema with the text.
func Load(tb testing.TB, text string) *ast.Schema {
	tb.Helper()
	schema, err := gqlparser.LoadSchema(&ast.Source{Input: text})
	if err != nil {
		tb.Fatal(err)
	}
	return gqldoc.NewSchema(schema)
}

// Valid parses and validates a document, and fails the test if it is invalid.
func Valid(tb testing.TB, schema *ast.Schema, text string) *ast.QueryDocument {
	tb.Helper()
	doc, err := syntax.Parse(text, ManyTokens)
	if err != nil {
		tb.Fatalf("%s: %v", text, err)
	}
	if errs := validation.New(schema, true).Validate(doc); len(errs) > 0 {
		tb.Fatalf("%s: %v", text, errs)
	}
	return doc
}

// WiderSchema has features that the server's schema does not use: @oneOf, Float, lists of
// lists, and input fields with default values.
const WiderSchema = `
	type Query { f(choice: Choice, nested: [[Int]], float: Float, inner: Inner, any: Anything, names: [String!]): Int }
	input Choice @oneOf { a: Int b: String }
	input Inner { n: Int! = 5 kind: Kind = B list: [Int!] = 1 text: String }
	enum Kind { A B }
	scalar Anything
	directive @tag(name: String! = "x") on FIELD | QUERY | VARIABLE_DEFINITION
`
