package store_test

import (
	"bytes"
	"cmp"
	"compress/gzip"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/itemactivity/itemactivity/internal/auth"
	"github.com/itemactivity/itemactivity/internal/store"
	"github.com/itemactivity/itemactivity/models"
)

var upgradeFolder = filepath.Join("testdata", "upgrade")

// upgradeFile is the database that the program of a schema version has left.
func upgradeFile(version int64) string {
	return filepath.Join(upgradeFolder, fmt.Sprintf("schema-%d.db.gz", version))
}

// TestUpgrade opens the database that each earlier version has left: it has all that was
// recorded, and everything can be repeated. Once it is upgraded, opening it changes
// nothing.
func TestUpgrade(t *testing.T) {
	files, err := filepath.Glob(filepath.Join(upgradeFolder, "schema-*.db.gz"))
	if err != nil || len(files) < 5 {
		t.Fatalf("there are %q (%v)", files, err)
	}
	for _, file := range files {
		var version int64
		if _, err := fmt.Sscanf(filepath.Base(file), "schema-%d.db.gz", &version); err != nil {
			t.Fatal(file, err)
		}
		t.Run(filepath.Base(file), func(t *testing.T) {
			t.Parallel()
			path := unpack(t, file)
			if got := schemaVersion(t, path); got != version {
				t.Fatalf("the file has schema version %d", got)
			}
			upgraded := openUpgraded(t, path)
			upgraded.version = version
			upgraded.compare(t)
			upgraded.repeat(t)
			upgraded.compare(t)
			wantNoDifference(t, path)
			opened := closedFile(t, upgraded.Store, path)
			again := openUpgraded(t, path)
			if !bytes.Equal(closedFile(t, again.Store, path), opened) {
				t.Error("opening the upgraded database has changed it")
			}
			if newest := schemaVersion(t, path); !slices.Contains(files, upgradeFile(newest)) {
				t.Errorf("no database of schema version %d is kept: make upgrade-file", newest)
			}
		})
	}
}

// TestUpgradeIsLogged: the log says from which version to which the database was upgraded,
// and how to go back. A start that upgrades nothing logs nothing.
func TestUpgradeIsLogged(t *testing.T) {
	path := unpack(t, upgradeFile(2))
	for _, want := range [][]string{
		{`level=WARN msg="upgrading the database: to go back`, "restore a backup", `msg="upgraded the database" database=`}, nil,
	} {
		var log strings.Builder
		s, err := store.Open(t.Context(), store.Config{Path: path, Logger: slog.New(slog.NewTextHandler(&log, nil))})
		if err != nil {
			t.Fatal(err)
		}
		if err := s.Close(); err != nil {
			t.Error(err)
		}
		for _, text := range want {
			if strings.Count(log.String(), text) != 1 {
				t.Errorf("the log has no single %q:\n%s", text, log.String())
			}
		}
		if want == nil && log.Len() > 0 {
			t.Errorf("the log says\n%s", log.String())
		}
	}
}

// upgraded is a database that was recorded by the program of a schema version.
type upgraded struct {
	*store.Store
	version int64
}

func openUpgraded(t *testing.T, path string) *upgraded {
	t.Helper()
	s, err := store.Open(t.Context(), store.Config{Path: path, Logger: slog.New(slog.DiscardHandler)})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() })
	return &upgraded{Store: s}
}

// closedFile closes a store, and returns its file.
func closedFile(t *testing.T, s *store.Store, path string) []byte {
	t.Helper()
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	content, err := os.ReadFile(filepath.Clean(path))
	if err != nil {
		t.Fatal(err)
	}
	if names, err := filepath.Glob(path + "-*"); err != nil || len(names) > 0 {
		t.Errorf("beside the closed database there are %q (%v)", names, err)
	}
	return content
}

func wantNoDifference(t *testing.T, path string) {
	t.Helper()
	found, err := store.Verify(t.Context(), store.Config{Path: path, Logger: slog.New(slog.DiscardHandler)}, nil)
	if err != nil || found.Different > 0 {
		t.Errorf("verify: %v, %+v", err, found)
	}
}

// unpack returns the path of a kept database.
func unpack(t *testing.T, file string) string {
	t.Helper()
	f, err := os.Open(filepath.Clean(file))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	r, err := gzip.NewReader(f)
	if err != nil {
		t.Fatal(err)
	}
	content, err := io.ReadAll(r)
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), "itemactivity.db")
	if err := os.WriteFile(path, content, 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

func callerContext(t *testing.T) context.Context {
	t.Helper()
	return auth.WithPrincipal(t.Context(), auth.Local())
}

// compare reads all facts.
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
			t.Errorf("%s %s: actionCount is %d, not %d (%v)", f.stat, f.action, n, f.actions, err)
		}
		if n, err := u.ActorCount(ctx, counted); err != nil || n != f.actors {
			t.Errorf("%s %s: actorCount is %d, not %d (%v)", f.stat, f.action, n, f.actors, err)
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
			t.Errorf("group %q: the claim is %v, not %q", f.id, g.Claim, claim)
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
		t.Errorf("the groups are %v, not %v", names, want)
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
		t.Errorf("group %q: the members are %q, not %q", group, got, want)
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
			t.Errorf("drive activity %q: the action is %s, not %s", f.id, got, f.action)
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

// compareAccesses reads the accesses of each group in the order of their recording.
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
			t.Errorf("group %q: %d accesses are listed, not %d", group, len(listed), len(facts))
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
		t.Errorf("access %q is listed in the place of %q", a.ID, f.id)
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
		args.After = page.PageInfo.EndCursor
	}
}

// compareIdentities compares the actor of a fact with what was sent; nothing is the
// caller, who has recorded it.
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
		t.Errorf("%q: the actor is %s, not %s", id, asJSON(t, actor), sent)
	}
}

func compareTime(t *testing.T, id string, happened *models.DateTimeOffset, recorded models.Instant, sent string) {
	t.Helper()
	if want := cmp.Or(sent, recorded.DateTimeOffset().String()); happened.String() != want {
		t.Errorf("%q: it happened at %s, not %s", id, happened, want)
	}
}

// repeat sends every creation again. Each is answered with what there is.
func (u *upgraded) repeat(t *testing.T) {
	t.Helper()
	repeated := func(what, id, key string, create func(context.Context) (models.ID, error)) {
		t.Helper()
		attempt, got := &store.Attempt{Key: key}, models.ID("")
		err := u.Mutate(callerContext(t), attempt, func(ctx context.Context) (err error) {
			got, err = create(ctx)
			return err
		})
		if err != nil || !attempt.Replayed || id != "" && string(got) != id {
			t.Errorf("%s %q is repeated as %q: %v (%v)", what, id, got, attempt.Replayed, err)
		}
	}
	for _, f := range of(u.version, groupFacts) {
		g := models.Group{ID: models.ID(f.id), DriveID: models.ID(f.drive), DisplayName: f.name}
		if f.claim != "" {
			g.Claim = new(models.ID(f.claim))
		}
		repeated("group", f.id, "", func(ctx context.Context) (models.ID, error) { return idOf(u.CreateGroup(ctx, g)) })
	}
	for _, f := range of(u.version, itemFacts) {
		item := models.DriveItem{ID: models.ID(f.id), ParentID: models.ID(f.parent), Name: f.name}
		if f.folder {
			item.Folder = &models.Folder{}
		} else {
			item.File = &models.File{}
		}
		if f.mimeType != "" {
			item.File.MimeType = &f.mimeType
		}
		repeated("item", f.id, "", func(ctx context.Context) (models.ID, error) {
			return idOf(u.CreateDriveItem(ctx, models.ID(f.drive), item))
		})
	}
	for _, f := range of(u.version, driveActivityFacts) {
		a := models.DriveActivity{ID: models.ID(f.id), Action: f.actionSet(t), Actor: identitySet(t, f.actor)}
		if f.observed != "" {
			a.Times = &models.ItemActivityTimeSet{ObservedDateTime: dateTimeOffset(t, f.observed)}
		}
		repeated("drive activity", f.id, "", func(ctx context.Context) (models.ID, error) {
			return idOf(u.CreateDriveActivity(ctx, models.ID(f.item), a))
		})
	}
	for _, f := range of(u.version, statFacts) {
		stat := models.ItemActivityStat{ID: models.ID(f.id), StartDateTime: dateTimeOffset(t, f.start), EndDateTime: dateTimeOffset(t, f.end)}
		repeated("stat", f.id, "", func(ctx context.Context) (models.ID, error) {
			return idOf(u.CreateItemActivityStat(ctx, models.ID(f.item), stat))
		})
	}
	for _, f := range of(u.version, accessFacts()) {
		a := models.ItemActivity{ID: models.ID(f.id), Access: models.NewAccessAction(), Actor: identitySet(t, f.actor), ActivityDateTime: dateTimeOffset(t, f.sent)}
		key := models.ActivityKey{GroupID: models.ID(f.group), ActivityID: models.ID(f.activity), StatID: models.ID(f.stat)}
		repeated("access", f.id, "", func(ctx context.Context) (models.ID, error) { return idOf(u.CreateItemActivity(ctx, key, a)) })
	}
	// The transport makes the store's key of the client's and the field.
	repeated("group", "", groupKey+"\x00createGroup", func(ctx context.Context) (models.ID, error) {
		return idOf(u.CreateGroup(ctx, models.Group{DisplayName: "Keyed"}))
	})
	repeated("access", "", accessKey+"\x00createItemActivity", func(ctx context.Context) (models.ID, error) {
		return idOf(u.CreateItemActivity(ctx, models.ActivityKey{GroupID: "team", ActivityID: "upper", StatID: "~allTime~" + upperCaseID},
			models.ItemActivity{Access: models.NewAccessAction()}))
	})
}

// idOf returns the id in the answer of a creation.
func idOf(created any, err error) (models.ID, error) {
	if err != nil {
		return "", err
	}
	switch created := created.(type) {
	case *models.Group:
		return created.ID, nil
	case *models.DriveItem:
		return created.ID, nil
	case *models.DriveActivity:
		return created.ID, nil
	case *models.ItemActivityStat:
		return created.ID, nil
	case *models.ItemActivity:
		return created.ID, nil
	}
	return "", fmt.Errorf("a %T was created", created)
}

func (f driveActivityFact) actionSet(t *testing.T) *models.ItemActionSet {
	t.Helper()
	action := new(models.ItemActionSet)
	if err := json.Unmarshal([]byte(f.action), action); err != nil {
		t.Fatal(err)
	}
	return action
}

// identitySet is the set that was sent; nil for none.
func identitySet(t *testing.T, sent string) *models.IdentitySet {
	t.Helper()
	if sent == "" {
		return nil
	}
	set := new(models.IdentitySet)
	if err := json.Unmarshal([]byte(sent), set); err != nil {
		t.Fatal(err)
	}
	return set
}

// dateTimeOffset is the time that was sent; nil for none.
func dateTimeOffset(t *testing.T, sent string) *models.DateTimeOffset {
	t.Helper()
	if sent == "" {
		return nil
	}
	d, err := models.ParseDateTimeOffset(sent)
	if err != nil {
		t.Fatal(err)
	}
	return &d
}

func asJSON(t *testing.T, value any) string {
	t.Helper()
	b, err := json.Marshal(value)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}
