package graph_test

import (
	"fmt"
	"time"

	"pgregory.net/rapid"

	"github.com/itemactivity/itemactivity/internal/auth"
	"github.com/itemactivity/itemactivity/internal/gqlhttp/gqlhttptest"
	"github.com/itemactivity/itemactivity/models"
)

// scenario is a sequence of steps in some groups, and the caller of the test.
type scenario struct {
	caller *auth.Principal
	groups []*testGroup
	steps  []step
}

// sees returns whether the caller can see a group.
func (p *scenario) shows(g *testGroup) bool { return g.visible || p.caller.ReadsEveryGroup() }

// people has ids of users and of applications. Each id belongs to one user and to one
// application.
var people = []models.ID{"ada", "bea", "bot", "cyd"}

// groupMember is a user or an application as a member of a group.
type groupMember struct {
	argument string
	id       models.ID
}

// memberOf returns the user or application that a caller is in groups.
func memberOf(p *auth.Principal) groupMember {
	if p.UserID != "" {
		return groupMember{"userId", p.UserID}
	}
	return groupMember{"applicationId", p.ApplicationID}
}

// drawCaller draws a caller of any kind. The last two kinds can see every group, and the
// last one can change every group.
func drawCaller(t *rapid.T) *auth.Principal {
	const files = auth.FilesRead | auth.FilesReadWrite
	const every = files | auth.FilesReadAll | auth.FilesReadWriteAll | auth.GroupReadWriteAll
	return rapid.SampledFrom([]*auth.Principal{
		{UserID: "ada", DisplayName: "Ada", Scopes: every},
		{UserID: "ada", DisplayName: "Ada", Scopes: files},
		{UserID: "ada", ApplicationID: "bot", DisplayName: "Ada", Scopes: every},
		{ApplicationID: "ada", DisplayName: "An Application", Scopes: files},
		{ApplicationID: "bot", DisplayName: "Bot", Scopes: files},
		{ApplicationID: "bot", DisplayName: "Bot", Scopes: files | auth.FilesReadAll},
		{ApplicationID: "bot", DisplayName: "Bot", Scopes: every},
	}).Draw(t, "caller")
}

// drawScenario draws a scenario. At least one group is hidden from the caller, unless the
// caller can see every group, and at least one group is visible.
func drawScenario(t *rapid.T) *scenario {
	caller := *drawCaller(t)
	caller.Groups = []models.ID{ownClaim}
	p := &scenario{caller: &caller}
	for n := range rapid.IntRange(2, 3).Draw(t, "groups") {
		g := newTestGroup(n)
		g.visible = n == 1 || n > 1 && rapid.Bool().Draw(t, "seen")
		p.addMembers(t, g)
		g.fill()
		g.addRandom(t)
		p.groups = append(p.groups, g)
	}
	if rapid.Bool().Draw(t, "claims what is no claim") {
		caller.Groups = append(caller.Groups, "zq0qz-group", "zq0qz-drive", "zq0qz-file", unknownID)
	}
	for _, id := range people {
		user := &auth.Principal{UserID: id, DisplayName: "User " + string(id), Scopes: auth.FilesRead}
		p.steps = append(p.steps, step{caller: user, document: "{ me { id } }"})
	}
	p.steps = append(p.steps, step{caller: &caller, document: "{ me { id } }"}, step{caller: groupOwner, document: "{ me { id } }"})
	// The steps of the groups are interleaved.
	for i, left := 0, true; left; i++ {
		left = false
		for _, g := range p.groups {
			if i < len(g.steps) {
				p.steps = append(p.steps, g.steps[i])
				left = true
			}
		}
	}
	return p
}

// addMembers adds members to a group. The caller is a member only if the group is visible
// to it. The caller may be a former member, and a user or an application with the same id
// may be a member.
func (p *scenario) addMembers(t *rapid.T, g *testGroup) {
	self, group := memberOf(p.caller), g.ids["Group"][0]
	for _, argument := range []string{"userId", "applicationId"} {
		for _, id := range people {
			m := groupMember{argument, id}
			if m != self && rapid.Bool().Draw(t, "member") {
				field := rapid.SampledFrom([]string{"addGroupMember", "addGroupOwner"}).Draw(t, "as")
				g.add(groupOwner, field, object{"groupId": group, m.argument: string(m.id)})
			}
		}
	}
	// Nobody with this id has ever called.
	g.add(groupOwner, "addGroupMember", object{"groupId": group, "userId": "eve"})
	g.addGuest()
	add := object{"groupId": group, self.argument: string(self.id)}
	switch {
	case g.visible && rapid.Bool().Draw(t, "by a claim"):
		p.caller.Groups = append(p.caller.Groups, models.ID(g.ids["Claim"][0]))
	case g.visible:
		g.add(groupOwner, rapid.SampledFrom([]string{"addGroupMember", "addGroupOwner"}).Draw(t, "the caller as"), add)
	case rapid.Bool().Draw(t, "left"):
		g.add(groupOwner, "addGroupMember", add)
		g.add(groupOwner, "removeGroupMember", add)
	}
}

// addRandom adds more items and activities to a group.
func (g *testGroup) addRandom(t *rapid.T) {
	folders := []string{"", g.ids["Folder"][0]}
	for n := range rapid.IntRange(0, 2).Draw(t, "items") {
		item := g.id("DriveItem", fmt.Sprintf("item%d", n))
		parent := rapid.SampledFrom(folders).Draw(t, "parent")
		facet := rapid.SampledFrom([]string{"file", "folder"}).Draw(t, "facet")
		g.addItem(item, parent, facet)
		if facet == "folder" {
			folders = append(folders, item)
		}
		if !rapid.Bool().Draw(t, "used") {
			continue
		}
		facets := rapid.SliceOfNDistinct(rapid.SampledFrom([]string{"create", "edit", "delete", "move"}), 1, 4, rapid.ID).Draw(t, "action")
		action := object{}
		for _, facet := range facets {
			action[facet] = object{}
		}
		happened := g.addDriveActivity(fmt.Sprintf("happened%d", n), item, action)
		for i := range rapid.IntRange(0, 3).Draw(t, "accesses") {
			at := gqlhttptest.Start.AddDate(0, 0, rapid.IntRange(-9, 9).Draw(t, "day"))
			stat := rapid.SampledFrom([]string{"~allTime~", "~day:" + at.Format(time.DateOnly) + "~"}).Draw(t, "stat")
			g.addItemActivity(fmt.Sprintf("access%d-%d", n, i), happened, stat+item, at.Format(time.RFC3339Nano))
		}
	}
}

// ids returns the ids in all groups, those that the caller can see first.
func (p *scenario) ids() idsByKind {
	all := idsByKind{"UserID": {"eve", "ruth"}, "Application": {"cyd"}}
	for _, seen := range []bool{true, false} {
		for _, g := range p.groups {
			if g.visible == seen {
				all.add(g.ids)
			}
		}
	}
	for _, id := range people {
		all["UserID"] = append(all["UserID"], string(id))
	}
	all.addDerived()
	return all
}
