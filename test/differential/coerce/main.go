// Command coerce prints the values to which the server coerces variables and arguments. Each
// input line is a request in JSON. Each output line has the coerced variables of the only
// operation of the request, and the arguments of the field with the alias target. It is null
// if the request is rejected.
package main

import (
	"encoding/json"
	"errors"
	"io"
	"log"
	"os"

	"github.com/vektah/gqlparser/v2"
	"github.com/vektah/gqlparser/v2/ast"

	"github.com/itemactivity/itemactivity/internal/gqldoc"
	"github.com/itemactivity/itemactivity/internal/gqldoc/syntax"
	"github.com/itemactivity/itemactivity/internal/gqldoc/validation"
	"github.com/itemactivity/itemactivity/internal/gqldoc/variables"
	"github.com/itemactivity/itemactivity/internal/strictjson"
)

type request struct {
	Query     string         `json:"query"`
	Variables map[string]any `json:"variables"`
}

type coerced struct {
	Variables map[string]any `json:"variables"`
	Arguments map[string]any `json:"arguments"`
}

func main() {
	log.SetFlags(0)
	if err := run(os.Args[1], os.Stdin, os.Stdout); err != nil {
		log.Fatal(err)
	}
}

func run(schemaFile string, in io.Reader, out io.Writer) error {
	text, err := os.ReadFile(schemaFile)
	if err != nil {
		return err
	}
	parsed, err := gqlparser.LoadSchema(&ast.Source{Input: string(text)})
	if err != nil {
		return err
	}
	schema := gqldoc.NewSchema(parsed)
	validator := validation.New(schema, false)
	requests, results := json.NewDecoder(in), json.NewEncoder(out)
	requests.UseNumber() // the server decodes numbers in this way
	for {
		var r request
		if err := requests.Decode(&r); errors.Is(err, io.EOF) {
			return nil
		} else if err != nil {
			return err
		}
		if err := results.Encode(coerce(schema, validator, r)); err != nil {
			return err
		}
	}
}

func coerce(schema *ast.Schema, validator *validation.Validator, r request) *coerced {
	const maxTokens = 10_000
	doc, err := syntax.Parse(r.Query, maxTokens)
	if err != nil || len(validator.Validate(doc)) > 0 {
		return nil
	}
	values, errs := variables.Coerce(schema, doc.Operations[0], strictjson.Of(r.Variables))
	if errs != nil {
		return nil
	}
	values = variables.Plain(schema, doc.Operations[0], values)
	arguments := target(doc.Operations[0].SelectionSet).ArgumentMap(values)
	markEmpty(arguments)
	return &coerced{values, arguments}
}

// markEmpty replaces nil slices in a value by empty ones. The server treats both as empty
// lists, and JSON would have null for nil.
func markEmpty(value any) any {
	switch value := value.(type) {
	case []any:
		if value == nil {
			return []any{}
		}
		for i, element := range value {
			value[i] = markEmpty(element)
		}
	case map[string]any:
		for name, member := range value {
			value[name] = markEmpty(member)
		}
	}
	return value
}

// target returns the field with the alias target.
func target(set ast.SelectionSet) *ast.Field {
	for _, selection := range set {
		var below ast.SelectionSet
		switch selection := selection.(type) {
		case *ast.Field:
			if selection.Alias == "target" {
				return selection
			}
			below = selection.SelectionSet
		case *ast.InlineFragment:
			below = selection.SelectionSet
		}
		if found := target(below); found != nil {
			return found
		}
	}
	return nil
}
