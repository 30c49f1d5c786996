package store_test

import (
	"cmp"
	"context"
	"errors"
	"slices"
	"testing"
	"time"

	"github.com/itemactivity/itemactivity/internal/auth"
	"github.com/itemactivity/itemactivity/models"
)

// compare reads all facts, and compares them with those that were sent.
func (u *upgraded) compare(t *testing.T) {
	t.Helper()
	if err := u.View(callerContext(t), func(ctx context.Context) error {
		u.compareGroups(ctx, t)
		u.compareItems(ctx, t)
		u.compareDriveActivities(ctx, t)
		u.compareStats(ctx, t)
		u.compareAccesses(ctx, t)
		u.compareCounts(ctx, t)
		me, err := u.Me(ctx)
		if err == nil && (me == nil || me.UserID != auth.LocalUserID) {
			t.Errorf("me is %+v", me)
		}
		return err
	}); err != nil {
		t.Error(err)
	}
	u.compareMostActive(t)
}

// compareMostActive compares the most active items of the drives with the counts of the items. It waits
// until they are available, because they are filled after an upgrade.
func (u *upgraded) compareMostActive(t *testing.T) {
	t.Helper()
	compared, retry, deadline := 0, time.NewTicker(time.Millisecond), time.After(time.Minute)
	defer retry.Stop()
	for {
		err := u.View(callerContext(t), func(ctx context.Context) (err error) {
			compared, err = u.countMostActive(ctx, t)
			return err
		})
		if rejection, ok := errors.AsType[*models.Error](err); err == nil || !ok || rejection.Code != models.Unavailable {
			if err != nil || compared < 3 {
				t.Errorf("%d counts of the most active items were compared (%v)", compared, err)
			}
			return
		}
		select {
		case <-retry.C:
		case <-deadline:
			t.Fatal(err)
		}
	}
}

func (u *upgraded) countMostActive(ctx context.Context, t *testing.T) (compared int, err error) {
	t.Helper()
	for _, f := range countFacts {
		w, id, ok := models.ParseWindowID(models.ID(f.stat), 0)
		if !ok || w.Kind == models.LastSevenDays {
			continue
		}
		item, err := u.DriveItem(ctx, id)
		if err != nil || item == nil {
			return compared, cmp.Or(err, errors.New("there is no item "+string(id)))
		}
		drive, err := u.DriveOfItem(ctx, item)
		if err != nil {
			return compared, err
		}
		all := 100
		active, err := u.MostActiveItems(ctx, models.NewDriveActivityStat(w, drive), &all, f.action)
		if err != nil {
			return compared, err
		}
		n := 0
		for _, one := range active {
			if one.DriveItem.ID == id {
				n = one.ActionCount
			}
		}
		if compared++; n != f.actions {
			t.Errorf("%s %s: the item has the actionCount %d among the most active ones, want %d", f.stat, f.action, n, f.actions)
		}
	}
	return compared, nil
}

func (u *upgraded) compareCounts(ctx context.Context, t *testing.T) {
	t.Helper()
	for _, f := range countFacts {
		stat, err := u.ItemActivityStat(ctx, models.ID(f.stat))
		if err != nil || stat == nil {
			t.Errorf("%s: %v (%v)", f.stat, stat, err)
			continue
		}
		counted := []*models.ItemActionStat{stat.Access(), stat.Create(), stat.Edit(), stat.Delete(), stat.Move()}[f.action]
		if n, err := u.ActionCount(ctx, counted); err != nil || n != f.actions {
			t.Errorf("%s %s: actionCount is %d, want %d (%v)", f.stat, f.action, n, f.actions, err)
		}
		if n, err := u.ActorCount(ctx, counted); err != nil || n != f.actors {
			t.Errorf("%s %s: actorCount is %d, want %d (%v)", f.stat, f.action, n, f.actors, err)
		}
	}
}

func (u *upgraded) compareGroups(ctx context.Context, t *testing.T) {
	t.Helper()
	listed, err := u.Groups(ctx, models.PageArgs{})
	if err != nil {
		t.Fatal(err)
	}
	names := map[string]bool{}
	for _, g := range listed.Nodes() {
		names[g.DisplayName] = true
	}
	want := map[string]bool{"Example Group": true, "Keyed": true}
	for _, f := range of(u.version, groupFacts) {
		want[f.name] = true
		g, err := u.Group(ctx, models.ID(f.id))
		if err != nil || g == nil || g.DisplayName != f.name {
			t.Errorf("group %q: %+v (%v)", f.id, g, err)
			continue
		}
		claim := f.claim
		if u.version < 7 {
			claim = f.id
		}
		if (g.Claim != nil) != (claim != "") || g.Claim != nil && string(*g.Claim) != claim {
			t.Errorf("group %q: the claim is %v, want %q", f.id, g.Claim, claim)
		}
		if d, err := u.DriveOfGroup(ctx, g); err != nil || string(d.ID) != f.drive {
			t.Errorf("group %q: the drive is %+v (%v)", f.id, d, err)
		}
		creator := "user:" + string(auth.LocalUserID)
		owners := []string{creator}
		if u.version >= 2 {
			owners = append(owners, f.owners...)
		}
		members, err := u.GroupMembers(ctx, g, models.PageArgs{})
		compareMembers(t, f.id, members, err, append([]string{creator}, f.members...), owners)
		owned, err := u.GroupOwners(ctx, g, models.PageArgs{})
		compareMembers(t, f.id, owned, err, owners, owners)
	}
	if len(names) != len(want) || len(listed.Edges) != len(want) {
		t.Errorf("the groups are %v, want %v", names, want)
	}
}

func compareMembers(t *testing.T, group string, listed *models.GroupMemberConnection, err error, want, owners []string) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, m := range listed.Nodes() {
		name := ""
		if m.User != nil {
			name = "user:" + string(m.User.UserID)
		} else if m.Application != nil {
			name = "application:" + *m.Application.ID
		}
		got = append(got, name)
		if m.IsOwner != slices.Contains(owners, name) {
			t.Errorf("group %q: %s is an owner: %v", group, name, m.IsOwner)
		}
	}
	slices.Sort(got)
	if want = slices.Sorted(slices.Values(want)); !slices.Equal(got, want) {
		t.Errorf("group %q: the members are %q, want %q", group, got, want)
	}
}

func (u *upgraded) compareItems(ctx context.Context, t *testing.T) {
	t.Helper()
	for _, f := range of(u.version, itemFacts) {
		item, err := u.DriveItem(ctx, models.ID(f.id))
		if err != nil || item == nil {
			t.Errorf("item %q: %v (%v)", f.id, item, err)
			continue
		}
		if want := cmp.Or(f.renamed, f.name); item.Name != want || (item.Folder != nil) != f.folder || (item.File == nil) != f.folder || (item.DeletedDateTime != nil) != f.deleted {
			t.Errorf("item %q: %+v", f.id, item)
		}
		if item.File != nil && (item.File.MimeType != nil) != (f.mimeType != "") || f.mimeType != "" && *item.File.MimeType != f.mimeType {
			t.Errorf("item %q: the file is %+v", f.id, item.File)
		}
		drive, err := u.DriveOfItem(ctx, item)
		if err != nil || string(drive.ID) != f.drive {
			t.Errorf("item %q: the drive is %+v (%v)", f.id, drive, err)
		}
		parent, err := u.ParentOf(ctx, item)
		if err != nil || (parent != nil) != (f.parent != "") || parent != nil && string(parent.ID) != f.parent {
			t.Errorf("item %q: the parent is %+v (%v)", f.id, parent, err)
		}
		for _, read := range []func(context.Context, *models.DriveItem) (*models.IdentitySet, error){u.CreatedBy, u.LastModifiedBy} {
			if by, err := read(ctx, item); err != nil || !by.Equal(auth.Local().IdentitySet()) {
				t.Errorf("item %q: created or modified by %+v (%v)", f.id, by, err)
			}
		}
	}
}

func (u *upgraded) compareDriveActivities(ctx context.Context, t *testing.T) {
	t.Helper()
	for _, f := range of(u.version, driveActivityFacts) {
		node, err := u.Node(ctx, models.ID(f.id))
		a, ok := node.(*models.DriveActivity)
		if err != nil || !ok {
			t.Errorf("drive activity %q: %v (%v)", f.id, node, err)
			continue
		}
		if got := asJSON(t, a.Action); got != asJSON(t, f.actionSet(t)) {
			t.Errorf("drive activity %q: the action is %s, want %s", f.id, got, f.action)
		}
		compareIdentities(t, f.id, a.Actor, a.RecordedBy, f.actor)
		compareTime(t, f.id, a.Times.ObservedDateTime, a.Times.RecordedDateTime, f.observed)
		item, err := u.ItemOfDriveActivity(ctx, a)
		if err != nil || string(item.ID) != f.item {
			t.Errorf("drive activity %q: the item is %+v (%v)", f.id, item, err)
		}
	}
}

func (u *upgraded) compareStats(ctx context.Context, t *testing.T) {
	t.Helper()
	for _, f := range of(u.version, statFacts) {
		stat, err := u.ItemActivityStat(ctx, models.ID(f.id))
		if err != nil || stat == nil || stat.StartDateTime.String() != f.start || stat.EndDateTime.String() != f.end {
			t.Errorf("stat %q: %+v (%v)", f.id, stat, err)
			continue
		}
		if item, err := u.ItemOfStat(ctx, stat); err != nil || string(item.ID) != f.item {
			t.Errorf("stat %q: the item is %+v (%v)", f.id, item, err)
		}
	}
}

// compareAccesses reads the accesses of each group in the order of recording.
func (u *upgraded) compareAccesses(ctx context.Context, t *testing.T) {
	t.Helper()
	want := map[string][]accessFact{}
	for _, f := range of(u.version, accessFacts()) {
		want[f.group] = append(want[f.group], f)
	}
	for group, facts := range want {
		listed := u.accessesByRecording(ctx, t, models.ID(group))
		if group == "team" { // the one with an idempotency key was the last
			facts = append(facts, accessFact{group: group, activity: "upper", stat: "~allTime~" + upperCaseID, item: upperCaseID})
		}
		if len(listed) != len(facts) {
			t.Errorf("group %q: %d accesses are listed, want %d", group, len(listed), len(facts))
			continue
		}
		for i, f := range facts {
			u.compareAccess(ctx, t, listed[i], f)
		}
	}
}

func (u *upgraded) compareAccess(ctx context.Context, t *testing.T, a *models.ItemActivity, f accessFact) {
	t.Helper()
	if f.id != "" && string(a.ID) != f.id {
		t.Errorf("access %q is listed instead of %q", a.ID, f.id)
		return
	}
	compareIdentities(t, f.id, a.Actor, a.RecordedBy, f.actor)
	compareTime(t, f.id, a.ActivityDateTime, a.RecordedDateTime, cmp.Or(f.told, f.sent))
	group, err := u.GroupOf(ctx, a)
	if err != nil || string(group.ID) != f.group {
		t.Errorf("access %q: the group is %+v (%v)", f.id, group, err)
	}
	activity, err := u.DriveActivityOf(ctx, a)
	if err != nil || string(activity.ID) != f.activity {
		t.Errorf("access %q: the drive activity is %+v (%v)", f.id, activity, err)
	}
	stat, err := u.ItemActivityStatOf(ctx, a)
	if err != nil || string(stat.ID) != f.stat {
		t.Errorf("access %q: the stat is %+v (%v)", f.id, stat, err)
	}
	item, err := u.ItemOf(ctx, a)
	if err != nil || string(item.ID) != f.item {
		t.Errorf("access %q: the item is %+v (%v)", f.id, item, err)
	}
}

func (u *upgraded) accessesByRecording(ctx context.Context, t *testing.T, group models.ID) (all []*models.ItemActivity) {
	t.Helper()
	args, order := models.PageArgs{First: new(models.MaxPageSize)}, models.EarliestRecordedFirst
	for {
		page, err := u.FilteredActivities(ctx, models.ItemActivityFilter{GroupID: &group}, &order, args)
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, page.Nodes()...)
		if !page.PageInfo.HasNextPage {
			return all
		}
		args.After = page.PageInfo.EndCursor()
	}
}

// compareIdentities compares the actor of a fact with the one that was sent. If none was sent,
// it is the caller, who also recorded the fact.
func compareIdentities(t *testing.T, id string, actor, recordedBy *models.IdentitySet, sent string) {
	t.Helper()
	want := auth.Local().IdentitySet()
	if !recordedBy.Equal(want) {
		t.Errorf("%q: recorded by %s", id, asJSON(t, recordedBy))
	}
	if sent != "" {
		want = identitySet(t, sent)
	}
	if !actor.Equal(want) {
		t.Errorf("%q: the actor is %s, want %s", id, asJSON(t, actor), sent)
	}
}

func compareTime(t *testing.T, id string, happened *models.DateTimeOffset, recorded models.Instant, sent string) {
	t.Helper()
	if want := cmp.Or(sent, recorded.DateTimeOffset().String()); happened.String() != want {
		t.Errorf("%q: it happened at %s, want %s", id, happened, want)
	}
}
