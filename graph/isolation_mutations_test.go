package graph_test

import (
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/vektah/gqlparser/v2/ast"
	"pgregory.net/rapid"

	"github.com/itemactivity/itemactivity/models"
)

// mutations calls every mutation in every way: with what the caller may change,
// with the id of each thing of a foreign group in the place of each id, and with
// nothing but what is of a foreign group.
func (p *pair) mutations(rt *rapid.T) {
	p.rt.Helper()
	foreign := p.unseen()
	// Users are of no group, and may be put into any.
	delete(foreign, "User")
	delete(foreign, "UserID")
	elsewhere := foreign.leads()
	elsewhere.add(cast{"UserID": p.cast["UserID"], "Application": p.cast["Application"]})
	for _, field := range p.schema.Mutation.Fields {
		at := "Mutation." + field.Name
		for _, parameter := range p.idsIn(parametersOf(at, field.Arguments)) {
			if !slices.Contains(namesAnybody, parameter) {
				p.misuse(rt, field, parameter, foreign)
			}
		}
		for _, call := range p.only(elsewhere).calls(at, field) {
			p.same(p.change(field, call))
		}
		for _, call := range p.only(p.cast.leads()).calls(at, field) {
			p.same(p.change(field, call))
		}
	}
}

// strangers adds users who are in foreign groups alone to a group of the caller's:
// all that it learns of them is the ids that it sent.
func (p *pair) strangers() {
	p.rt.Helper()
	self, group := memberOf(p.plan.caller), p.cast["Group"][0]
	add := p.schema.Mutation.Fields.ForName("addGroupOwner")
	p.whole.ask(p.rt, ruth, mutation("addGroupOwner", object{"groupId": group, self.argument: string(self.id)}))
	for _, id := range p.unseen()["UserID"] {
		member := strings.Replace(mutation("addGroupOwner", object{"groupId": group, "userId": id}), "{ __typename }", p.below(add, 2), 1)
		user := asker{filler: p.only(cast{"User": {"~user~" + id}})}.everyCall(p.schema.Query.Fields.ForName("nodes"), 1)
		for _, document := range []string{member, user} {
			r := p.whole.ask(p.rt, p.plan.caller, document)
			if r.errors() != nil || !strings.Contains(r.text, id) {
				p.rt.Fatalf("%s was added, and is not seen in\n%s", id, r.text)
			}
			// Those who were added before are in the group as well.
			for _, added := range p.unseen()["UserID"] {
				r.text = strings.ReplaceAll(r.text, added, "")
				if p.plan.caller.UserID == "" {
					// Whom an application adds is shown with a name.
					r.text = strings.ReplaceAll(r.text, "Guest "+strings.TrimSuffix(added, "-guest"), "")
				}
			}
			p.search(document, r)
		}
		p.looked.strangers++
	}
}

func (p *pair) change(field *ast.FieldDefinition, call string) string {
	return "mutation { " + field.Name + call + p.below(field, 1) + "}"
}

// idsIn finds where among the parameters ids stand, down into inputs.
func (f *filler) idsIn(parameters []parameter) []string {
	var found []string
	for _, p := range parameters {
		switch def := f.schema.Types[p.typ.Name()]; {
		case def.Name == "ID":
			found = append(found, p.at)
		case def.Kind == ast.InputObject:
			found = append(found, f.idsIn(membersOf(def))...)
		}
	}
	return found
}

// misuse puts the ids of foreign things of every kind into one place of a call.
// They are what an id is that does not exist: in the world that is without them
// they do not. Only where something new gets its id it shows that it is taken, and
// there the answer is the same for what the caller sees.
func (p *pair) misuse(rt *rapid.T, field *ast.FieldDefinition, parameter string, foreign cast) {
	p.rt.Helper()
	for _, kind := range slices.Sorted(maps.Keys(foreign)) {
		if kind == "Claim" && slices.Contains(takesID, parameter) {
			continue // A claim takes no id.
		}
		id := rapid.SampledFrom(foreign[kind]).Draw(rt, "foreign")
		if strings.HasSuffix(parameter, ".claim") && slices.Contains(p.plan.caller.Groups, models.ID(id)) {
			continue // That the caller may give to a group, and sees in it.
		}
		document := p.change(field, p.callWith(field, parameter, id))
		if !slices.Contains(takesID, parameter) || strings.HasPrefix(id, "~") {
			p.same(document)
			continue
		}
		taken := p.whole.ask(p.rt, p.plan.caller, document)
		for _, seen := range p.holders(kind) {
			again := p.change(field, p.callWith(field, parameter, seen))
			p.compare(document+"\nbeside\n"+again, taken, p.whole.ask(p.rt, p.plan.caller, again))
		}
	}
}

// holders are what the caller sees and what has an id: something of the kind, and
// a group.
func (p *pair) holders(kind string) []string {
	return []string{p.cast[kind][0], p.cast["Group"][0]}
}

// callWith is the fullest call with an id in one place.
func (p *pair) callWith(field *ast.FieldDefinition, parameter, id string) string {
	p.rt.Helper()
	value := strconv.Quote(id)
	for _, call := range p.with(parameter, value).calls("Mutation."+field.Name, field) {
		if strings.Contains(call, value) {
			return call
		}
	}
	p.rt.Fatalf("no call of %s has %s", field.Name, parameter)
	return ""
}
