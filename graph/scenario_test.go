package graph_test

import (
	"fmt"
	"time"

	"pgregory.net/rapid"

	"github.com/itemactivity/itemactivity/internal/auth"
	"github.com/itemactivity/itemactivity/internal/gqlhttp/gqlhttptest"
	"github.com/itemactivity/itemactivity/models"
)

// plan is what happens in some groups, and who then calls.
type plan struct {
	caller *auth.Principal
	groups []*plannedGroup
	deeds  []deed
}

// sees says whether the caller may see a group.
func (p *plan) sees(g *plannedGroup) bool { return g.seen || p.caller.ReadsEveryGroup() }

// people are users as well as applications: an id says nothing of the other kind.
var people = []models.ID{"ada", "bea", "bot", "cyd"}

// plannedMember is a user or an application as a member of a group.
type plannedMember struct {
	argument string
	id       models.ID
}

// memberOf says as whom a caller is a member of groups.
func memberOf(p *auth.Principal) plannedMember {
	if p.UserID != "" {
		return plannedMember{"userId", p.UserID}
	}
	return plannedMember{"applicationId", p.ApplicationID}
}

// aCaller is one of every kind that there is. The last two see every group, and
// the very last may change them all.
func aCaller(t *rapid.T) *auth.Principal {
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

// aPlan has at least one group that the caller may not see, if there can be one,
// and at least one that it may.
func aPlan(t *rapid.T) *plan {
	caller := *aCaller(t)
	caller.Groups = []models.ID{ownClaim}
	p := &plan{caller: &caller}
	for n := range rapid.IntRange(2, 3).Draw(t, "groups") {
		g := newPlannedGroup(n)
		g.seen = n == 1 || n > 1 && rapid.Bool().Draw(t, "seen")
		p.join(t, g)
		g.furnish()
		g.clutter(t)
		p.groups = append(p.groups, g)
	}
	if rapid.Bool().Draw(t, "claims what is no claim") {
		caller.Groups = append(caller.Groups, "zq0qz-group", "zq0qz-drive", "zq0qz-file", nothing)
	}
	for _, id := range people {
		user := &auth.Principal{UserID: id, DisplayName: "User " + string(id), Scopes: auth.FilesRead}
		p.deeds = append(p.deeds, deed{caller: user, document: "{ me { id } }"})
	}
	p.deeds = append(p.deeds, deed{caller: &caller, document: "{ me { id } }"}, deed{caller: ruth, document: "{ me { id } }"})
	// What happens in one group is between what happens in the others.
	for i, left := 0, true; left; i++ {
		left = false
		for _, g := range p.groups {
			if i < len(g.deeds) {
				p.deeds = append(p.deeds, g.deeds[i])
				left = true
			}
		}
	}
	return p
}

// join gives a group its members: the caller only if it may see the group. It
// may have been one before, and whoever is called the same may be one.
func (p *plan) join(t *rapid.T, g *plannedGroup) {
	self, group := memberOf(p.caller), g.cast["Group"][0]
	for _, argument := range []string{"userId", "applicationId"} {
		for _, id := range people {
			m := plannedMember{argument, id}
			if m != self && rapid.Bool().Draw(t, "member") {
				field := rapid.SampledFrom([]string{"addGroupMember", "addGroupOwner"}).Draw(t, "as")
				g.do(ruth, field, object{"groupId": group, m.argument: string(m.id)})
			}
		}
	}
	// Nobody of this name has ever called.
	g.do(ruth, "addGroupMember", object{"groupId": group, "userId": "eve"})
	g.guest()
	add := object{"groupId": group, self.argument: string(self.id)}
	switch {
	case g.seen && rapid.Bool().Draw(t, "by a claim"):
		p.caller.Groups = append(p.caller.Groups, models.ID(g.cast["Claim"][0]))
	case g.seen:
		g.do(ruth, rapid.SampledFrom([]string{"addGroupMember", "addGroupOwner"}).Draw(t, "the caller as"), add)
	case rapid.Bool().Draw(t, "left"):
		g.do(ruth, "addGroupMember", add)
		g.do(ruth, "removeGroupMember", add)
	}
}

// clutter is more of what a group has already.
func (g *plannedGroup) clutter(t *rapid.T) {
	folders := []string{"", g.cast["Folder"][0]}
	for n := range rapid.IntRange(0, 2).Draw(t, "items") {
		item := g.id("DriveItem", fmt.Sprintf("item%d", n))
		parent := rapid.SampledFrom(folders).Draw(t, "parent")
		facet := rapid.SampledFrom([]string{"file", "folder"}).Draw(t, "facet")
		g.item(item, parent, facet)
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
		happened := g.happens(fmt.Sprintf("happened%d", n), item, action)
		for i := range rapid.IntRange(0, 3).Draw(t, "accesses") {
			at := gqlhttptest.Start.AddDate(0, 0, rapid.IntRange(-9, 9).Draw(t, "day"))
			stat := rapid.SampledFrom([]string{"~allTime~", "~day:" + at.Format(time.DateOnly) + "~"}).Draw(t, "stat")
			g.access(fmt.Sprintf("access%d-%d", n, i), happened, stat+item, at.Format(time.RFC3339Nano))
		}
	}
}

// everyone is the cast of all groups, those that the caller sees before the rest.
func (p *plan) everyone() cast {
	all := cast{"UserID": {"eve", "ruth"}, "Application": {"cyd"}}
	for _, seen := range []bool{true, false} {
		for _, g := range p.groups {
			if g.seen == seen {
				all.add(g.cast)
			}
		}
	}
	for _, id := range people {
		all["UserID"] = append(all["UserID"], string(id))
	}
	all.derive()
	return all
}
