package cost

import (
	"strings"

	"github.com/vektah/gqlparser/v2/ast"

	"github.com/itemactivity/itemactivity/internal/strictjson"
	"github.com/itemactivity/itemactivity/models"
)

// introspectionLengths has the lengths of the lists in an introspection result. The lists of
// the schema have their real lengths, and those of a type have typical lengths.
var introspectionLengths = map[string]int{
	"types": 80, "directives": 8, "locations": 8, "fields": 8, "args": 2,
	"inputFields": 4, "interfaces": 1, "possibleTypes": 8, "enumValues": 4,
}

// listLength returns the number of objects that a field returns.
func (e *estimator) listLength(field *ast.Field, page int) int {
	switch {
	case field.Definition == nil || field.Definition.Type.Elem == nil:
		return 1
	case strings.HasPrefix(field.ObjectDefinition.Name, "__"):
		return introspectionLengths[field.Name]
	case strings.HasSuffix(field.ObjectDefinition.Name, "Connection"):
		return page
	}
	if isRanking(field) {
		return e.pageSize(field)
	}
	if field.Name == seriesField {
		return e.seriesLength(field)
	}
	if ids, ok := length(e.argument(field, "ids")); ok {
		return ids
	}
	if inputs, ok := length(e.argument(field, "inputs")); ok {
		return min(inputs, models.MaxBulk) // more are rejected
	}
	// All other lists contain identity sets.
	return models.MaxIdentities
}

// length returns the length of a list, or false if the value is null or omitted.
func length(list any) (n int, ok bool) {
	switch list := list.(type) {
	case []any:
		return len(list), true
	case strictjson.Value:
		if list.Kind() != '[' {
			return 1, true // a single value is a list of one
		}
		return list.Len(), true
	}
	return 0, false
}

// seriesLength returns the number of windows of a series. A series that is too long is
// rejected later, when it is read.
func (e *estimator) seriesLength(field *ast.Field) int {
	var ends [2]models.DateTimeOffset
	for i, name := range []string{"startDateTime", "endDateTime"} {
		text, _ := e.argument(field, name).(string)
		var err error
		if ends[i], err = models.ParseDateTimeOffset(text); err != nil {
			return 1 // rejected later, too
		}
	}
	kind := models.OneDay
	switch e.argument(field, "interval") {
	case "WEEK":
		kind = models.OneWeek
	case "MONTH":
		kind = models.OneMonth
	}
	return min(models.SeriesLength(kind, ends[0], ends[1]), models.MaxSeries)
}

// pageSize returns the number of edges that are requested of a connection.
func (e *estimator) pageSize(field *ast.Field) int {
	if field.Definition == nil || field.Definition.Arguments.ForName("first") == nil {
		return models.DefaultPageSize
	}
	for _, name := range []string{"first", "last"} {
		if n, ok := toInt(e.argument(field, name)); ok && n > 0 {
			// A larger page is rejected when it is read.
			return min(n, models.MaxPageSize)
		}
	}
	return models.DefaultPageSize
}

func toInt(v any) (int, bool) {
	n, ok := v.(int64)
	return int(n), ok
}
