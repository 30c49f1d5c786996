package graph_test

import (
	"strings"
	"testing"

	"github.com/itemactivity/itemactivity/internal/auth"
)

// TestFormerMemberReadsNothing checks that a caller that leaves a group receives the group
// in the response, but nothing below it that only members can see.
func TestFormerMemberReadsNothing(t *testing.T) {
	ada := &auth.Principal{UserID: "ada", Scopes: everyScope}
	g := newTestGroup(0)
	group := g.ids["Group"][0]
	self := object{"groupId": group, "userId": "ada"}
	g.addGuest()
	g.fill()
	w := newFixture(t, t, g.steps, func(*testGroup) bool { return false })
	a := queryGenerator{argumentGenerator: newArgumentGenerator(t, g.ids)}
	lists := 0
	for _, field := range a.schema.Types["Group"].Fields {
		if a.schema.Types[field.Type.Name()].IsLeafType() {
			continue
		}
		lists++
		below := "{ " + field.Name + a.calls("Group."+field.Name, field)[0] + a.fieldSelection(field, 2) + "}"
		w.ask(t, groupOwner, mutation("addGroupOwner", self))
		stays := w.ask(t, ada, strings.Replace(mutation("addGroupMember", self), "{ __typename }", below, 1))
		leaves := w.ask(t, ada, strings.Replace(mutation("removeGroupMember", self), "{ __typename }", below, 1))
		// The id of the group may be in the response, because it was sent.
		if !strings.Contains(strings.ReplaceAll(stays.text, group, ""), g.marker) {
			t.Errorf("a member sees nothing of %s: %s", field.Name, stays.text)
		}
		if strings.Contains(strings.ReplaceAll(leaves.text, group, ""), g.marker) {
			t.Errorf("who has left sees %s: %s", field.Name, leaves.text)
		}
	}
	if lists < 2 {
		t.Error("a group has nothing below it")
	}
}
