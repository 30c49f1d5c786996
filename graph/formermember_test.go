package graph_test

import (
	"strings"
	"testing"

	"github.com/itemactivity/itemactivity/internal/auth"
)

// TestWhoLeavesSeesNoMore: a caller who leaves a group is answered with it once
// more, and reads what lies below with the eyes of one who has left.
func TestWhoLeavesSeesNoMore(t *testing.T) {
	ada := &auth.Principal{UserID: "ada", Scopes: everyScope}
	g := newPlannedGroup(0)
	group := g.cast["Group"][0]
	self := object{"groupId": group, "userId": "ada"}
	g.guest()
	g.furnish()
	w := newWorld(t, t, g.deeds, func(*plannedGroup) bool { return false })
	a := asker{filler: newFiller(t, g.cast)}
	lists := 0
	for _, field := range a.schema.Types["Group"].Fields {
		if a.schema.Types[field.Type.Name()].IsLeafType() {
			continue
		}
		lists++
		below := "{ " + field.Name + a.calls("Group."+field.Name, field)[0] + a.below(field, 2) + "}"
		w.ask(t, ruth, mutation("addGroupOwner", self))
		stays := w.ask(t, ada, strings.Replace(mutation("addGroupMember", self), "{ __typename }", below, 1))
		leaves := w.ask(t, ada, strings.Replace(mutation("removeGroupMember", self), "{ __typename }", below, 1))
		// The group's own id may be there: it was sent.
		if !strings.Contains(strings.ReplaceAll(stays.text, group, ""), g.mark) {
			t.Errorf("a member sees nothing of %s: %s", field.Name, stays.text)
		}
		if strings.Contains(strings.ReplaceAll(leaves.text, group, ""), g.mark) {
			t.Errorf("who has left sees %s: %s", field.Name, leaves.text)
		}
	}
	if lists < 2 {
		t.Error("a group has nothing below it")
	}
}
