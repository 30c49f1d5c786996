package plan_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/itemactivity/itemactivity/internal/plan"
)

// The object types have the arguments of title in other orders, with other default values, or with
// one more. Book.title is not null, and the types of other are object types.
const mediaSchema = `
interface Named { title(size: Int, suffix: String = "named"): String other: Named }
interface Sized { title(size: Int, suffix: String = "sized"): String other: Sized }
type Book implements Named & Sized { title(upper: Boolean = true, suffix: String = "book", size: Int): String! other: Book }
type Film implements Named & Sized { title(size: Int, suffix: String = "film"): String other: Film }
extend type Query { named: [Named] sized: [Sized] }`

// medium is a Book or a Film. Its title is null if the size is 0.
type medium struct {
	object string
	other  *medium
}

// mediaTypes returns the object types of mediaSchema, and the fields of Query.
func mediaTypes() (types []*plan.ObjectType, query map[string]*plan.Accessor) {
	media := []*medium{{"Book", &medium{object: "Book"}}, {"Film", &medium{object: "Film"}}}
	list := &plan.Accessor{Append: func(e *plan.Execution, f *plan.Field, _, _ any) bool {
		return plan.InterfaceList(e, f, media, func(m *medium) (string, any) { return m.object, m })
	}}
	for object, names := range map[string][]string{"Book": {"upper", "suffix", "size"}, "Film": {"size", "suffix"}} {
		types = append(types, &plan.ObjectType{Name: object, Fields: map[string]*plan.Accessor{
			"title": {
				Method: true,
				Decode: func(f *plan.Field, variables map[string]any) (any, error) {
					texts := []string{object}
					for i, name := range names {
						if value, ok := f.Argument(i, variables); ok {
							texts = append(texts, fmt.Sprintf("%s=%v", name, value))
						}
					}
					return strings.Join(texts, " "), nil
				},
				Append: func(e *plan.Execution, f *plan.Field, _, arguments any) bool {
					if text := arguments.(string); !slices.Contains(strings.Fields(text), "size=0") {
						return plan.OptionalString(e, f, &text)
					}
					return plan.OptionalString(e, f, nil)
				},
			},
			"other": {Append: func(e *plan.Execution, f *plan.Field, o, _ any) bool { return plan.Object(e, f, o.(*medium).other) }},
		}})
	}
	return types, map[string]*plan.Accessor{"named": list, "sized": list}
}

// TestFieldsOfInterfaces executes queries that select fields on interfaces. Each object has the
// arguments, the default values and the type of the field in its own type, as the specification
// says. If several interfaces select a field, the object has it once, with all selected fields.
func TestFieldsOfInterfaces(t *testing.T) {
	for _, c := range []struct {
		query, data string
		paths       []string
	}{
		{"{ named { title } }", `[{"title":"Book upper=true suffix=book"},{"title":"Film suffix=film"}]`, nil},
		{"{ named { title(size: 2) } }", `[{"title":"Book upper=true suffix=book size=2"},{"title":"Film size=2 suffix=film"}]`, nil},
		{
			"query ($omitted: String) { named { title(suffix: $omitted, size: 3) } }",
			`[{"title":"Book upper=true suffix=book size=3"},{"title":"Film size=3 suffix=film"}]`, nil,
		},
		{
			"{ named { ... on Named { title } ... on Sized { title } __typename } }",
			`[{"title":"Book upper=true suffix=book","__typename":"Book"},{"title":"Film suffix=film","__typename":"Film"}]`, nil,
		},
		{
			"{ named { ... on Sized { other { s: title(size: 1) } } ... on Named { other { t: title(size: 2) } } } }",
			`[{"other":{"s":"Book upper=true suffix=book size=1","t":"Book upper=true suffix=book size=2"}},` +
				`{"other":{"s":"Film size=1 suffix=film","t":"Film size=2 suffix=film"}}]`, nil,
		},
		{"{ named { title(size: 0) } }", `[null,{"title":null}]`, []string{"named[0].title"}},
		{"{ named { other { ... on Sized { title(size: 0) } } } }", `[{"other":null},{"other":{"title":null}}]`, []string{"named[0].other.title"}},
	} {
		for _, list := range []string{"named", "sized"} {
			query := strings.Replace(c.query, "{ named", "{ "+list, 1)
			data, errs := execute(t.Context(), planOf(t, query, nil), wideLimits{})
			if want := `{"` + list + `":` + c.data + "}"; data != want {
				t.Errorf("%s returns\n%s, want\n%s", query, data, want)
			}
			if len(errs) != len(c.paths) {
				t.Fatalf("%s has the errors %v, want the paths %q", query, errs, c.paths)
			}
			for i, err := range errs {
				if path := strings.Replace(c.paths[i], "named", list, 1); err.Path.String() != path || !strings.Contains(err.Message, "null") {
					t.Errorf("%s has the error %v, want the path %s", query, err, path)
				}
			}
		}
	}
}
