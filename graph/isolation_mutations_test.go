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

// compareMutations calls every mutation: with ids that the caller may change, with one id
// of a hidden group as each argument, and with ids of hidden groups only.
func (p *comparison) compareMutations(rt *rapid.T) {
	p.rt.Helper()
	hidden := p.hiddenIDs()
	// Users belong to no group, and can be added to any group.
	delete(hidden, "User")
	delete(hidden, "UserID")
	elsewhere := hidden.firsts()
	elsewhere.add(idsByKind{"UserID": p.ids["UserID"], "Application": p.ids["Application"]})
	for _, field := range p.schema.Mutation.Fields {
		at := "Mutation." + field.Name
		for _, parameter := range p.idsIn(parametersOf(at, field.Arguments)) {
			if !slices.Contains(namesAnybody, parameter) {
				p.sendHiddenIDs(rt, field, parameter, hidden)
			}
		}
		for _, call := range p.withIDs(elsewhere).calls(at, field) {
			p.askBoth(p.mutationOf(field, call))
		}
		for _, call := range p.withIDs(p.ids.firsts()).calls(at, field) {
			p.askBoth(p.mutationOf(field, call))
		}
	}
}

// compareStrangers adds users of hidden groups to a group of the caller. The caller learns
// nothing about them except the ids that it sent.
func (p *comparison) compareStrangers() {
	p.rt.Helper()
	self, group := memberOf(p.scenario.caller), p.ids["Group"][0]
	add := p.schema.Mutation.Fields.ForName("addGroupOwner")
	p.full.ask(p.rt, groupOwner, mutation("addGroupOwner", object{"groupId": group, self.argument: string(self.id)}))
	for _, id := range p.hiddenIDs()["UserID"] {
		member := strings.Replace(mutation("addGroupOwner", object{"groupId": group, "userId": id}), "{ __typename }", p.fieldSelection(add, 2), 1)
		user := queryGenerator{argumentGenerator: p.withIDs(idsByKind{"User": {"~user~" + id}})}.everyCall(p.schema.Query.Fields.ForName("nodes"), 1)
		for _, document := range []string{member, user} {
			r := p.full.ask(p.rt, p.scenario.caller, document)
			if r.errors() != nil || !strings.Contains(r.text, id) {
				p.rt.Fatalf("%s was added, and is not seen in\n%s", id, r.text)
			}
			// Those who were added before are in the group, too.
			for _, added := range p.hiddenIDs()["UserID"] {
				r.text = strings.ReplaceAll(r.text, added, "")
				if p.scenario.caller.UserID == "" {
					// A group shows the name of a user that an application added.
					r.text = strings.ReplaceAll(r.text, "Guest "+strings.TrimSuffix(added, "-guest"), "")
				}
			}
			p.searchMarkers(document, r)
		}
		p.coverage.strangers++
	}
}

func (p *comparison) mutationOf(field *ast.FieldDefinition, call string) string {
	return "mutation { " + field.Name + call + p.fieldSelection(field, 1) + "}"
}

// idsIn returns the parameters whose type is ID, including those inside inputs.
func (f *argumentGenerator) idsIn(parameters []parameter) []string {
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

// sendHiddenIDs sends ids of hidden objects of every kind as one argument of a mutation.
// The response must be the same as for ids that do not exist, as in the fixture without the
// objects. An argument that gives an id to a new object shows that the id is in use. The
// response is then the same as for an id that the caller can see.
func (p *comparison) sendHiddenIDs(rt *rapid.T, field *ast.FieldDefinition, parameter string, hidden idsByKind) {
	p.rt.Helper()
	for _, kind := range slices.Sorted(maps.Keys(hidden)) {
		if kind == "Claim" && slices.Contains(takesID, parameter) {
			continue // A claim is not an id.
		}
		id := rapid.SampledFrom(hidden[kind]).Draw(rt, "foreign")
		if strings.HasSuffix(parameter, ".claim") && slices.Contains(p.scenario.caller.Groups, models.ID(id)) {
			continue // The caller may give this id to the group, and can see it in the group.
		}
		document := p.mutationOf(field, p.callWith(field, parameter, id))
		if !slices.Contains(takesID, parameter) || strings.HasPrefix(id, "~") {
			p.askBoth(document)
			continue
		}
		taken := p.full.ask(p.rt, p.scenario.caller, document)
		for _, seen := range p.visibleIDs(kind) {
			again := p.mutationOf(field, p.callWith(field, parameter, seen))
			p.compare(document+"\nbeside\n"+again, taken, p.full.ask(p.rt, p.scenario.caller, again))
		}
	}
}

// visibleIDs returns two ids that the caller can see: one of the kind, and that of a group.
func (p *comparison) visibleIDs(kind string) []string {
	return []string{p.ids[kind][0], p.ids["Group"][0]}
}

// callWith returns the call with the most arguments that has an id as one of them.
func (p *comparison) callWith(field *ast.FieldDefinition, parameter, id string) string {
	p.rt.Helper()
	value := strconv.Quote(id)
	for _, call := range p.withValue(parameter, value).calls("Mutation."+field.Name, field) {
		if strings.Contains(call, value) {
			return call
		}
	}
	p.rt.Fatalf("no call of %s has %s", field.Name, parameter)
	return ""
}
