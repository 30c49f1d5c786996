package validation_test

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/itemactivity/itemactivity/internal/gqldoc/doctest"
	"github.com/itemactivity/itemactivity/internal/gqldoc/syntax"
	"github.com/itemactivity/itemactivity/internal/gqldoc/validation"
)

// BenchmarkValidate parses and validates the example documents, which are valid.
// Validation sets definitions in the tree, so each document is parsed every time.
func BenchmarkValidate(b *testing.B) {
	schema := doctest.ServerSchema(b)
	names, err := filepath.Glob("../../../examples/*.graphql")
	if err != nil || len(names) == 0 {
		b.Fatalf("%d examples, %v", len(names), err)
	}
	texts := make([]string, len(names))
	for i, name := range names {
		text, err := os.ReadFile(name)
		if err != nil {
			b.Fatal(err)
		}
		texts[i] = string(text)
	}
	validator := validation.New(schema, true)
	b.ReportAllocs()
	for b.Loop() {
		for i, text := range texts {
			doc, err := syntax.Parse(text, doctest.ManyTokens)
			if err != nil {
				b.Fatalf("%s: %v", names[i], err)
			}
			if errs := validator.Validate(doc); len(errs) > 0 {
				b.Fatalf("%s: %v", names[i], errs)
			}
		}
	}
}
