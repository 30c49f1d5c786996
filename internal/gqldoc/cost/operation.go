package cost

import (
	"slices"
	"strings"

	"github.com/vektah/gqlparser/v2/ast"

	"github.com/itemactivity/itemactivity/internal/gqldoc/responsefields"
	"github.com/itemactivity/itemactivity/models"
)

// estimator estimates one operation.
type estimator struct {
	responsefields.Collector
	variables map[string]any
	// dependsOnVariables is true after the value of a variable was used.
	dependsOnVariables bool
	// searches is whether a field of the operation searches names.
	searches bool
	// scans is whether a field of the operation reads all activities of a window of an item.
	scans bool
	// seriesDepth is the number of series of windows around the current level.
	seriesDepth int
	// sevenDaysDepth is the number of fields lastSevenDays around the current level.
	sevenDaysDepth int
}

// operation estimates an operation.
func (e *estimator) operation(op *ast.OperationDefinition) Estimate {
	root := e.Collect(op.SelectionSet)
	total := e.level(root, models.DefaultPageSize)
	if op.Operation == ast.Mutation {
		for _, field := range root {
			rows := e.listLength(field.Fields[0], 1)
			total.Cost = add(total.Cost, mutationUnits*max(1, rows))
			if field.Fields[0].Name == bulkField {
				total.Rows = add(total.Rows, rows)
			}
		}
	}
	// What searches and scans read is limited for the whole query, and for each field of a mutation.
	times := 1
	if op.Operation == ast.Mutation {
		times = len(root)
	}
	if e.searches {
		total.Cost = add(total.Cost, multiply(times, searchUnits))
	}
	if e.scans {
		total.Cost = add(total.Cost, multiply(times, scanUnits))
	}
	return total
}

// argument returns the value of an argument of a field, or its default value. It is nil if the
// argument is omitted. If it contains variables, argument sets dependsOnVariables.
func (e *estimator) argument(field *ast.Field, name string) any {
	definition := field.Definition.Arguments.ForName(name)
	if definition == nil {
		return nil
	}
	literal := definition.DefaultValue
	if sent := field.Arguments.ForName(name); sent != nil {
		e.dependsOnVariables = e.dependsOnVariables || hasVariable(sent.Value)
		value, given := e.variables[sent.Value.Raw]
		switch {
		case sent.Value.Kind != ast.Variable:
			literal = sent.Value
		case given:
			return value
		}
	}
	if literal == nil {
		return nil
	}
	value, err := literal.Value(e.variables)
	if err != nil {
		panic(err) // the document is valid
	}
	return value
}

func hasVariable(value *ast.Value) bool {
	return value.Kind == ast.Variable || slices.ContainsFunc(value.Children, func(c *ast.ChildValue) bool { return hasVariable(c.Value) })
}

const (
	// assumedValueBytes is the assumed length of a value.
	assumedValueBytes = 64
	// NameOverhead is the length of the punctuation around the name of a field.
	NameOverhead = len(`"":`)
)

// level estimates the fields of one object of the response. The page is the number of
// edges if the object is a connection.
func (e *estimator) level(level []responsefields.Field, page int) Estimate {
	var total Estimate
	for _, response := range level {
		own, each, times, below := 1, 0, 0, 0
		// Below an interface, a response name may stand for fields of several types with
		// different arguments. The most expensive one counts.
		for _, field := range response.Fields {
			below = max(below, e.pageSize(field))
			times = max(times, e.listLength(field, page))
			each = max(each, unitsPerObject(field))
			if field.Arguments.ForName(searchArgument) != nil && e.argument(field, searchArgument) != nil {
				e.searches = true
			}
			switch field.Name {
			case "totalCount":
				own = 1 + countUnits
			case "actionCount":
				own = 1 + sumUnits
			case "actorCount":
				own = 1 + e.actorUnits()
			case mostActiveItems, mostActiveActors:
				if field.ObjectDefinition.Name == itemWindow {
					e.scans = true
				} else {
					own = 1 + e.rankingUnits()
				}
			}
		}
		total.Cost = add(total.Cost, own)
		total.Bytes = add(total.Bytes, len(response.Fields[0].Alias)+NameOverhead)
		if selections := response.Selections(); len(selections) > 0 {
			inSeries := response.Fields[0].Name == seriesField
			inSevenDays := slices.ContainsFunc(response.Fields, func(f *ast.Field) bool { return f.Name == "lastSevenDays" })
			if inSeries {
				e.seriesDepth++
			}
			if inSevenDays {
				e.sevenDaysDepth++
			}
			one := e.level(e.Collect(selections...), below)
			if inSeries {
				e.seriesDepth--
			}
			if inSevenDays {
				e.sevenDaysDepth--
			}
			cost := multiply(times, add(each, one.Cost))
			if isIdentitySet(response.Fields[0]) {
				cost = (cost + IdentityFieldsPerUnit - 1) / IdentityFieldsPerUnit
			}
			total.Cost = add(total.Cost, cost)
			total.Bytes = add(total.Bytes, multiply(times, add(len("{},"), one.Bytes)))
		} else {
			total.Bytes = add(total.Bytes, assumedValueBytes)
		}
	}
	return total
}

// actorUnits returns the units of a count of actors.
func (e *estimator) actorUnits() int {
	if e.seriesDepth > 0 {
		return seriesUnionUnits
	}
	return unionUnits
}

// rankingUnits returns the units of the most active items or actors of a window, without those that are
// returned.
func (e *estimator) rankingUnits() int {
	if e.sevenDaysDepth > 0 {
		return sevenDaysUnits
	}
	return rankingUnits
}

// itemWindow is the type whose most active actors are found by reading its activities.
const itemWindow = "ItemActivityStat"

// The fields that return the most active items and actors of a window.
const (
	mostActiveItems  = "mostActiveItems"
	mostActiveActors = "mostActiveActors"
)

// isRanking returns whether a field returns the most active items or actors.
func isRanking(field *ast.Field) bool {
	return field.Name == mostActiveItems || field.Name == mostActiveActors
}

// bulkField is the name of the mutation that records several rows.
const bulkField = "createItemActivities"

// seriesField is the name of the field that returns a series of windows.
const seriesField = "activitiesByInterval"

// searchArgument is the name of the argument that searches the names of a list.
const searchArgument = "nameContains"

// unitsPerObject returns the units of each object that a field returns, without the fields of
// the object.
func unitsPerObject(field *ast.Field) int {
	switch {
	case field.Definition == nil, len(field.SelectionSet) == 0, isIdentitySet(field), field.ObjectDefinition.Name == "IdentitySet":
		return 0
	case strings.HasSuffix(field.ObjectDefinition.Name, "Connection"):
		return ObjectUnits + rowUnits
	case isRanking(field):
		return ObjectUnits + rowUnits
	case field.Name == "nodes":
		return ObjectUnits + nodeUnits
	case field.Name == seriesField:
		return ObjectUnits + windowUnits
	}
	return ObjectUnits
}

// isIdentitySet returns whether a field is an identity set, or a list of them. These are
// encoded without gqlgen's executor, so they cost less.
func isIdentitySet(field *ast.Field) bool {
	return field.Definition != nil && field.Definition.Type.Name() == "IdentitySet"
}
