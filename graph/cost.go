package graph

import (
	"context"
	"encoding/json"
	"math"
	"slices"
	"strings"

	"github.com/99designs/gqlgen/graphql"
	"github.com/vektah/gqlparser/v2/ast"

	"github.com/itemactivity/itemactivity/models"
)

// What a field costs beyond itself.
const (
	// mutationCost is a share of a commit.
	mutationCost = 10
	// countCost is for a list that is counted row by row.
	countCost = 25
	// unionCost is for the actors of many days.
	unionCost = 5
	// nodeCost is for an object that is looked up by its id.
	nodeCost = 5
	// listCost is the length that is assumed of a list inside a fact.
	listCost = 10
)

// cost is the number of fields that the operation would answer with if every
// page were full, and something more for what takes more than reading a field.
func (p *pricer) cost(op *ast.OperationDefinition) int {
	root := p.merge(op.SelectionSet)
	total := p.price(root, models.DefaultPageSize)
	if op.Operation == ast.Mutation {
		for _, merged := range root {
			total = add(total, mutationCost*max(1, p.times(merged.fields[0], 1)))
		}
	}
	return total
}

type pricer struct {
	merger
	variables map[string]any
	// varies says that a variable had a part in the price.
	varies bool
}

// arguments are the values of a field's arguments. Whoever looks at one makes the
// price depend on all of them.
func (p *pricer) arguments(field *ast.Field) map[string]any {
	p.varies = p.varies || slices.ContainsFunc(field.Arguments, func(a *ast.Argument) bool { return hasVariable(a.Value) })
	return field.ArgumentMap(p.variables)
}

func hasVariable(value *ast.Value) bool {
	return value.Kind == ast.Variable || slices.ContainsFunc(value.Children, func(c *ast.ChildValue) bool { return hasVariable(c.Value) })
}

// price adds up a level of the answer; page is the number of edges if the level
// is a connection.
func (p *pricer) price(level []mergedField, page int) int {
	total := 0
	for _, merged := range level {
		own, times, below := 1, 0, 0
		// Under an interface one name of the answer may be several fields, each
		// of another type and with other arguments: the dearest counts.
		for _, field := range merged.fields {
			below = max(below, p.pageOf(field))
			times = max(times, p.times(field, page))
			switch field.Name {
			case "totalCount":
				own = 1 + countCost
			case "actorCount":
				own = 1 + unionCost
			}
		}
		total = add(total, own, multiply(times, p.price(p.merge(merged.selections()...), below)))
	}
	return total
}

// introspected is how long the lists of an introspection are: the whole schema's,
// and what is usual within one of its types.
var introspected = map[string]int{
	"types": 80, "directives": 8, "locations": 8, "fields": 8, "args": 2,
	"inputFields": 4, "interfaces": 1, "possibleTypes": 8, "enumValues": 4,
}

// times is how many objects a field answers with.
func (p *pricer) times(field *ast.Field, page int) int {
	switch {
	case field.Definition == nil || field.Definition.Type.Elem == nil:
		return 1
	case strings.HasPrefix(field.ObjectDefinition.Name, "__"):
		return introspected[field.Name]
	case strings.HasSuffix(field.ObjectDefinition.Name, "Connection"):
		return page
	}
	if field.Name == "activitiesByInterval" {
		return p.windows(field)
	}
	arguments := p.arguments(field)
	if ids, ok := arguments["ids"].([]any); ok {
		return nodeCost * len(ids)
	}
	if inputs, ok := arguments["inputs"].([]any); ok {
		return len(inputs)
	}
	return listCost
}

// windows is how many stats a series has; more than there may be are refused when
// it is read.
func (p *pricer) windows(field *ast.Field) int {
	arguments := p.arguments(field)
	var ends [2]models.DateTimeOffset
	for i, name := range []string{"startDateTime", "endDateTime"} {
		text, _ := arguments[name].(string)
		var err error
		if ends[i], err = models.ParseDateTimeOffset(text); err != nil {
			return 1 // refused as well
		}
	}
	kind := models.OneDay
	switch arguments["interval"] {
	case "WEEK":
		kind = models.OneWeek
	case "MONTH":
		kind = models.OneMonth
	}
	return min(models.SeriesLength(kind, ends[0], ends[1]), models.MaxSeries)
}

// pageOf is the number of edges that a connection is asked for.
func (p *pricer) pageOf(field *ast.Field) int {
	if field.Definition == nil || field.Definition.Arguments.ForName("first") == nil {
		return models.DefaultPageSize
	}
	arguments := p.arguments(field)
	for _, name := range []string{"first", "last"} {
		if n, ok := whole(arguments[name]); ok && n > 0 {
			// More is refused when the page is read.
			return min(n, models.MaxPageSize)
		}
	}
	return models.DefaultPageSize
}

func whole(v any) (int, bool) {
	switch v := v.(type) {
	case int:
		return v, true
	case int64:
		return int(v), true
	case json.Number:
		n, err := v.Int64()
		return int(n), err == nil
	}
	return 0, false
}

// add and multiply stop at the largest number instead of passing it.
func add(terms ...int) int {
	sum := 0
	for _, t := range terms {
		if sum > math.MaxInt32-t {
			return math.MaxInt32
		}
		sum += t
	}
	return sum
}

func multiply(a, b int) int {
	if a != 0 && b > math.MaxInt32/a {
		return math.MaxInt32
	}
	return a * b
}

type costKey struct{}

// withCost remembers the cost for the answer of a client that asked for it with
// the request extension "cost": true.
func withCost(ctx context.Context, params *graphql.RawParams, cost, limit int) context.Context {
	if asked, _ := params.Extensions["cost"].(bool); !asked {
		return ctx
	}
	return context.WithValue(ctx, costKey{}, map[string]any{"requested": cost, "limit": limit})
}

func extendWithCost(ctx context.Context, resp *graphql.Response) {
	if cost, ok := ctx.Value(costKey{}).(map[string]any); ok {
		extend(resp, "cost", cost)
	}
}

func extend(resp *graphql.Response, name string, value any) {
	if resp.Extensions == nil {
		resp.Extensions = map[string]any{}
	}
	resp.Extensions[name] = value
}
