package cost

import (
	"slices"
	"strings"

	"github.com/vektah/gqlparser/v2/ast"

	"github.com/itemactivity/itemactivity/internal/gqldoc/responsefields"
	"github.com/itemactivity/itemactivity/models"
)

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
