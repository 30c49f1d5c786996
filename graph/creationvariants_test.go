package graph_test

import (
	"slices"
	"strings"

	"github.com/vektah/gqlparser/v2/ast"
)

var (
	// partOfKeyOnly has arguments that are not part of what is created. They are part of what an
	// idempotency key was sent with.
	partOfKeyOnly = []string{"Mutation.createItemActivities.atomic"}
	// emptyMeansAbsent has fields that have no meaning if they are empty.
	emptyMeansAbsent = []string{"DriveActivityInput.times"}
)

// variant is a creation that differs in one argument or field.
type variant struct {
	at, text string
	// same is whether the variant means the same, because only one value is accepted there.
	same bool
}

// write returns the text of parameters, and variants with each other value of each
// parameter, and without the parameter.
func (r *repeatedCreation) write(at string, parameters []parameter) (text string, variants []variant) {
	r.t.Helper()
	choices := alternatives[at]
	chosen := ""
	if len(choices) > 0 {
		chosen = choices[r.choice%len(choices)]
	}
	var written []string
	with := func(place int, instead string) string {
		varied := slices.Clone(written)
		varied[place] = instead
		return strings.TrimSpace(strings.Join(varied, " "))
	}
	type other struct {
		place int
		variant
	}
	var others []other
	for _, p := range parameters {
		if slices.Contains(choices, p.name) && p.name != chosen {
			continue
		}
		if isNewID(p) && !r.ids {
			continue
		}
		first, varied := r.vary(p)
		place := len(written)
		def := r.schema.Types[p.typ.Name()]
		if r.minimal && !p.required() && !isNewID(p) && def.Kind != ast.InputObject {
			written = append(written, "")
			others = append(others, other{place, variant{at: p.at, text: p.name + ": " + first, same: isConstant(p)}})
			continue
		}
		written = append(written, p.name+": "+first)
		if r.key == "" && (isNewID(p) || slices.Contains(partOfKeyOnly, p.at)) {
			continue
		}
		for _, v := range varied {
			v.text = p.name + ": " + v.text
			others = append(others, other{place, v})
		}
		if !p.required() {
			others = append(others, other{place, variant{
				at: p.at + " (left out)", same: isConstant(p) || r.minimal && slices.Contains(emptyMeansAbsent, p.at),
			}})
		}
		if p.name == chosen {
			for _, choice := range choices {
				if choice != chosen {
					q := parameters[slices.IndexFunc(parameters, func(p parameter) bool { return p.name == choice })]
					instead, _ := r.vary(q)
					others = append(others, other{place, variant{at: q.at, text: q.name + ": " + instead}})
				}
			}
			// Exactly one of them is sent.
			others = slices.DeleteFunc(others, func(o other) bool { return o.place == place && o.text == "" })
		}
	}
	for _, o := range others {
		o.text = with(o.place, o.text)
		variants = append(variants, o.variant)
	}
	return strings.Join(written, " "), variants
}

// isConstant returns whether a field accepts only one value.
func isConstant(p parameter) bool { return p.name == "odataType" }

// vary returns the text of the value of a parameter, and of other values.
func (r *repeatedCreation) vary(p parameter) (first string, variants []variant) {
	r.t.Helper()
	def := r.schema.Types[p.typ.Name()]
	if def.Kind != ast.InputObject {
		return r.varyLeaf(p, def)
	}
	inner, others := r.write(def.Name, membersOf(def))
	first = "{" + inner + "}"
	for _, v := range others {
		v.text = "{" + v.text + "}"
		variants = append(variants, v)
	}
	if p.typ.Elem == nil {
		return first, variants
	}
	for i := range variants {
		variants[i].text = "[" + variants[i].text + "]"
	}
	switch {
	case !r.takesNewID(p.typ):
		if r.minimal {
			return "[]", []variant{{at: p.at + " (not empty)", text: "[" + first + "]"}}
		}
		variants = append(variants, variant{at: p.at + " (empty)", text: "[]"}, variant{at: p.at + " (longer)", text: "[" + first + ", " + first + "]"})
	case r.key != "":
		variants = append(variants, variant{at: p.at + " (empty)", text: "[]"}, variant{at: p.at + " (longer)", text: "[" + first + ", " + first + "]"})
	}
	return "[" + first + "]", variants
}

func (r *repeatedCreation) varyLeaf(p parameter, def *ast.Definition) (first string, variants []variant) {
	r.t.Helper()
	values := r.values(p)
	first = values[0]
	var others []string
	switch {
	case isConstant(p):
		return first, []variant{{at: p.at, text: strings.Replace(first, "#", "", 1), same: true}}
	case len(values) > 1:
		others = values[1:2]
	case def.Name == "ID" || def.Name == "String":
		others = []string{strings.TrimSuffix(first, `"`) + `x"`}
	}
	if def.Name == "DateTimeOffset" {
		// Another instant, and the same instant in another spelling.
		others = append(others, strings.Replace(first, "Z", "+00:00", 1))
		if len(values) == 1 {
			others = append(others, strings.Replace(first, "00:00Z", "00:01Z", 1))
		}
	}
	if len(others) == 0 {
		r.t.Fatalf("%s of type %s has no second value: add one to argumentValues", p.at, p.typ)
	}
	for _, text := range others {
		if text == first {
			r.t.Fatalf("%s has no other value than %s", p.at, first)
		}
		variants = append(variants, variant{at: p.at, text: text})
	}
	return first, variants
}
