// Package cost estimates what an operation takes before it is executed.
package cost

import (
	"encoding/json"
	"math"
	"slices"
	"strings"

	"github.com/vektah/gqlparser/v2/ast"

	"github.com/itemactivity/itemactivity/internal/gqldoc/responsefields"
	"github.com/itemactivity/itemactivity/models"
)

// What a field costs, in units of which one takes at most 3 µs of processor time and
// UnitBytes of memory, measured by what is worst (make bench-attacks). A value is one
// unit.
const (
	// ObjectCost is what each object of an answer costs beside its fields.
	ObjectCost = 3
	// rowCost is what each object of a page costs beside that: a row is read for it.
	rowCost = 9
	// mutationCost is a share of a commit, and what one row of a bulk costs to write.
	mutationCost = 30
	// countCost is for a list that is counted row by row.
	countCost = 25
	// windowCost is what each stat of a series costs beside that.
	windowCost = 6
	// sumCost is for the activities of many days, and unionCost for their actors, which
	// take more where the window may be of any length than in a series.
	sumCost, unionCost, seriesUnionCost = 3, 15, 7
	// nodeCost is for an object that is looked up by its id.
	nodeCost = 5
	// IdentityCost is how many fields of identity sets cost as much as one other value.
	IdentityCost = 4
)

// UnitBytes is the memory that a unit of cost takes at most until the answer is
// encoded.
const UnitBytes = 160

// Estimate is what an operation takes at most, if every page is full.
type Estimate struct {
	// Cost is in units.
	Cost int
	// Bytes is the length of the answer with texts of the usual length.
	Bytes int
}

// requestBytes is what any request takes: stacks, buffers, and a block of the answer.
const requestBytes = 128 << 10

// Memory is what the operation takes until its answer is encoded, and the answer.
func (e Estimate) Memory() int64 { return requestBytes + int64(e.Cost)*UnitBytes + int64(e.Bytes) }

// Of returns what an operation takes with its variables.
func Of(op *ast.OperationDefinition, fragments ast.FragmentDefinitionList, variables map[string]any) Estimate {
	p := pricer{Collector: responsefields.Collector{Fragments: fragments}, variables: variables}
	return p.estimate(op)
}

// Constant returns what an operation takes, and whether that is the same for all values
// of its variables.
func Constant(op *ast.OperationDefinition, fragments ast.FragmentDefinitionList) (e Estimate, constant bool) {
	p := pricer{Collector: responsefields.Collector{Fragments: fragments}}
	e = p.estimate(op)
	return e, !p.varies
}

// BulkRows returns how many rows an operation records in bulks.
func BulkRows(op *ast.OperationDefinition, fragments ast.FragmentDefinitionList, variables map[string]any) int {
	if op.Operation != ast.Mutation {
		return 0
	}
	p := pricer{Collector: responsefields.Collector{Fragments: fragments}, variables: variables}
	return p.bulkRows(op)
}

// estimate adds up the operation.
func (p *pricer) estimate(op *ast.OperationDefinition) Estimate {
	root := p.Collect(op.SelectionSet)
	total := p.level(root, models.DefaultPageSize)
	if op.Operation == ast.Mutation {
		for _, field := range root {
			total.Cost = add(total.Cost, mutationCost*max(1, p.times(field.Fields[0], 1)))
		}
	}
	return total
}

type pricer struct {
	responsefields.Collector
	variables map[string]any
	// varies says that a variable had a part in the price.
	varies bool
	// series is how many series of windows the level is in.
	series int
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

const (
	// usualText is the length that is assumed of a value.
	usualText = 64
	// Punctuation is what is around the name of a field.
	Punctuation = len(`"":`)
)

// level adds up a level of the answer; page is the number of edges if the level is a
// connection.
func (p *pricer) level(level []responsefields.Field, page int) Estimate {
	var total Estimate
	for _, response := range level {
		own, each, times, below := 1, 0, 0, 0
		// Under an interface one name of the answer may be several fields, each
		// of another type and with other arguments: the dearest counts.
		for _, field := range response.Fields {
			below = max(below, p.pageOf(field))
			times = max(times, p.times(field, page))
			each = max(each, costOfEach(field))
			switch field.Name {
			case "totalCount":
				own = 1 + countCost
			case "actionCount":
				own = 1 + sumCost
			case "actorCount":
				own = 1 + p.unionCost()
			}
		}
		total.Cost = add(total.Cost, own)
		total.Bytes = add(total.Bytes, len(response.Fields[0].Alias)+Punctuation)
		if selections := response.Selections(); len(selections) > 0 {
			inSeries := response.Fields[0].Name == seriesField
			if inSeries {
				p.series++
			}
			one := p.level(p.Collect(selections...), below)
			if inSeries {
				p.series--
			}
			cost := multiply(times, add(each, one.Cost))
			if isIdentitySet(response.Fields[0]) {
				cost = (cost + IdentityCost - 1) / IdentityCost
			}
			total.Cost = add(total.Cost, cost)
			total.Bytes = add(total.Bytes, multiply(times, add(len("{},"), one.Bytes)))
		} else {
			total.Bytes = add(total.Bytes, usualText)
		}
	}
	return total
}

func (p *pricer) unionCost() int {
	if p.series > 0 {
		return seriesUnionCost
	}
	return unionCost
}

// seriesField has the windows of a series.
const seriesField = "activitiesByInterval"

// costOfEach is what each of a field's objects costs beside its fields.
func costOfEach(field *ast.Field) int {
	switch {
	case field.Definition == nil, len(field.SelectionSet) == 0, isIdentitySet(field), field.ObjectDefinition.Name == "IdentitySet":
		return 0
	case strings.HasSuffix(field.ObjectDefinition.Name, "Connection"):
		return ObjectCost + rowCost
	case field.Name == "nodes":
		return ObjectCost + nodeCost
	case field.Name == seriesField:
		return ObjectCost + windowCost
	}
	return ObjectCost
}

// isIdentitySet says whether a field is an identity set, or a list of them: they are
// encoded without the executor.
func isIdentitySet(field *ast.Field) bool {
	return field.Definition != nil && field.Definition.Type.Name() == "IdentitySet"
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
	if field.Name == seriesField {
		return p.windows(field)
	}
	arguments := p.arguments(field)
	if ids, ok := arguments["ids"].([]any); ok {
		return len(ids)
	}
	if inputs, ok := arguments["inputs"].([]any); ok {
		return min(len(inputs), models.MaxBulk) // more are refused
	}
	// Lists inside facts are of identity sets.
	return models.MaxIdentities
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

// bulkRows is how many rows the operation would record in bulks.
func (p *pricer) bulkRows(op *ast.OperationDefinition) int {
	rows := 0
	for _, field := range p.Collect(op.SelectionSet) {
		if field.Fields[0].Name == "createItemActivities" {
			rows = add(rows, p.times(field.Fields[0], 1))
		}
	}
	return rows
}
