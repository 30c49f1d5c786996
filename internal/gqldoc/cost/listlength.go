package cost

import (
	"encoding/json"
	"strings"

	"github.com/vektah/gqlparser/v2/ast"

	"github.com/itemactivity/itemactivity/models"
)

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
