package plan_test

import "testing"

// TestPanics executes queries whose fields panic for the second of three items, in a resolver or in a
// member. A panic is an error of its field, and the response has the other values.
func TestPanics(t *testing.T) {
	items := []*item{{"a"}, {""}, {"c"}}
	for _, c := range []struct {
		query, data string
		paths       []string
	}{
		{"{ strict { label } }", `{"strict":[{"label":"a"},{"label":null},{"label":"c"}]}`, []string{"strict[1].label"}},
		{"{ strict { name } loose { label } }", `{"strict":null,"loose":[{"label":"a"},{"label":null},{"label":"c"}]}`, []string{"strict[1].name", "loose[1].label"}},
		{"{ loose { name } }", `{"loose":[{"name":"a"},null,{"name":"c"}]}`, []string{"loose[1].name"}},
		{
			"{ loose { label name x: name } __typename }", `{"loose":[{"label":"a","name":"a","x":"a"},null,{"label":"c","name":"c","x":"c"}],"__typename":"Query"}`,
			[]string{"loose[1].label", "loose[1].name", "loose[1].x"},
		},
		{"{ loose { items { name } } }", `{"loose":[null,null,null]}`, []string{"loose[0].items[1].name", "loose[1].items[1].name", "loose[2].items[1].name"}},
		{
			"{ loose { label items { label } } }", `{"loose":[` +
				`{"label":"a","items":[{"label":"a"},{"label":null},{"label":"c"}]},` +
				`{"label":null,"items":[{"label":"a"},{"label":null},{"label":"c"}]},` +
				`{"label":"c","items":[{"label":"a"},{"label":null},{"label":"c"}]}]}`,
			[]string{"loose[0].items[1].label", "loose[1].label", "loose[1].items[1].label", "loose[2].items[1].label"},
		},
		{"{ loose { member } }", `{"loose":[{"member":"a"},{"member":null},{"member":"c"}]}`, []string{"loose[1].member"}},
		{"{ loose { label } required { name } }", "null", []string{"loose[1].label", "required[1].name"}},
	} {
		data, errs := execute(t.Context(), planOf(t, c.query, items), wideLimits{})
		if data != c.data {
			t.Errorf("%s returns %s, want %s", c.query, data, c.data)
		}
		if len(errs) != len(c.paths) {
			t.Fatalf("%s has the errors %v, want the paths %q", c.query, errs, c.paths)
		}
		for i, err := range errs {
			if err.Path.String() != c.paths[i] || err.Message != "there is no name" {
				t.Errorf("%s has the error %v, want the path %s", c.query, err, c.paths[i])
			}
		}
	}
}
