package store

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"github.com/itemactivity/itemactivity/internal/auth"
	"github.com/itemactivity/itemactivity/internal/store/fixture"
	"github.com/itemactivity/itemactivity/internal/store/group"
	"github.com/itemactivity/itemactivity/internal/store/object"
	"github.com/itemactivity/itemactivity/internal/store/write"
	"github.com/itemactivity/itemactivity/models"
)

// TestOneFailureFailsAlone commits a group in which some mutations fail in every
// way there is, among many that are right. Each gets its own answer, and what
// failed leaves nothing behind.
func TestOneFailureFailsAlone(t *testing.T) {
	s := open(t, nil)
	errOwn := errors.New("its own fault")
	release := hold(t, s)
	const size = 40
	var runs [size]int
	var queued [size]*write.Mutation
	for i := range size {
		id := models.ID(fmt.Sprintf("g%d", i))
		queued[i] = queue(t, s, auth.Local(), func(tx *write.Tx) error {
			runs[i]++
			if i == 5 {
				return errOwn // before it wrote
			}
			_, err := group.Create(tx, "", models.Group{ID: id, DisplayName: "x"})
			switch i {
			case 11:
				return errOwn
			case 17:
				panic("a fault of the program")
			case 23:
				return tx.Create(&object.IDRow{ID: id, Kind: object.Group, Content: []byte{}}) // taken
			}
			return err
		})
	}
	release()
	failing := map[int]bool{5: true, 11: true, 17: true, 23: true}
	for i, m := range queued {
		err := <-m.Done
		if (err != nil) != failing[i] {
			t.Errorf("mutation %d was answered with %v", i, err)
		}
		if (i == 5 || i == 11) && !errors.Is(err, errOwn) {
			t.Errorf("mutation %d got %v, which is not its own error", i, err)
		}
	}
	after := reading(t, s, fixture.Local(t))
	for i := range queued {
		g, err := s.Group(after, models.ID(fmt.Sprintf("g%d", i)))
		if err != nil || (g == nil) != failing[i] {
			t.Errorf("mutation %d is stored: %v, %v", i, g != nil, err)
		}
	}
	if n := groupCount(t, s); n != size-len(failing) {
		t.Errorf("%d groups are stored, not %d", n, size-len(failing))
	}
	// Otherwise they were no group, and the test has shown nothing.
	if runs[0] != 2 {
		t.Errorf("the first ran %d times: it was not done again after another had failed", runs[0])
	}
}

// TestRefusalsDoNotDisturb: a mutation that is refused before it wrote does not
// make its neighbours run again.
func TestRefusalsDoNotDisturb(t *testing.T) {
	s := open(t, nil)
	release := hold(t, s)
	runs := 0
	good := queue(t, s, auth.Local(), func(tx *write.Tx) error {
		runs++
		_, err := group.Create(tx, "", models.Group{DisplayName: "x"})
		return err
	})
	refused := queue(t, s, auth.Local(), func(tx *write.Tx) error {
		_, err := group.Find(tx.Tx, "nothing")
		return err
	})
	release()
	if err := <-good.Done; err != nil {
		t.Error(err)
	}
	fixture.WantCode(t, <-refused.Done, models.NotFound)
	if runs != 1 {
		t.Errorf("the neighbour ran %d times", runs)
	}
}

// TestPanicEndsOneMutation and not the writer; what it says stays inside.
func TestPanicEndsOneMutation(t *testing.T) {
	s := open(t, nil)
	err := s.writer.Do(fixture.Local(t), func(*write.Tx) error { panic("secret") })
	var refusal *models.Error
	if err == nil || errors.As(err, &refusal) {
		t.Errorf("a panic is %v: a fault, and no refusal for the client", err)
	}
	if _, err := s.CreateGroup(fixture.Local(t), models.Group{DisplayName: "x"}); err != nil {
		t.Errorf("after it: %v", err)
	}
}

// TestFullQueue refuses what does not fit, says when to come back, and stores
// all that did fit.
func TestFullQueue(t *testing.T) {
	s := open(t, nil)
	release := hold(t, s)
	stored := 0
	waiting := make([]*write.Mutation, write.MaxWaiting)
	for i := range waiting {
		waiting[i] = queue(t, s, auth.Local(), func(*write.Tx) error {
			stored++
			return nil
		})
	}
	_, err := s.CreateGroup(fixture.Local(t), models.Group{DisplayName: "x"})
	if refusal := fixture.WantCode(t, err, models.Unavailable); refusal.RetryAfter <= 0 {
		t.Error("it does not say when to come back")
	}
	release()
	for _, m := range waiting {
		if err := <-m.Done; err != nil {
			t.Fatal(err)
		}
	}
	if stored != write.MaxWaiting {
		t.Errorf("%d of %d ran", stored, write.MaxWaiting)
	}
	if n := groupCount(t, s); n != 0 {
		t.Error("what was refused is stored")
	}
	if _, err := s.CreateGroup(fixture.Local(t), models.Group{DisplayName: "x"}); err != nil {
		t.Errorf("once there is room: %v", err)
	}
}

// TestGroupsAreBounded: the first of a crowd does not wait for all of it.
func TestGroupsAreBounded(t *testing.T) {
	s := open(t, nil)
	release := hold(t, s)
	waiting := make([]*write.Mutation, 3*write.MaxGroup)
	states := make([]*write.Tx, len(waiting))
	for i := range waiting {
		waiting[i] = queue(t, s, auth.Local(), func(tx *write.Tx) error {
			states[i] = tx
			return nil
		})
	}
	release()
	sizes := map[any]int{}
	for i, m := range waiting {
		if err := <-m.Done; err != nil {
			t.Fatal(err)
		}
		sizes[states[i].DB]++
	}
	for _, size := range sizes {
		if size > write.MaxGroup {
			t.Errorf("%d mutations were one group", size)
		}
	}
}

// TestCloseDrains: what waits when the store closes is stored and answered, and
// nothing more is let in.
func TestCloseDrains(t *testing.T) {
	path := filepath.Join(t.TempDir(), "itemactivity.db")
	s := reopen(t, path, nil)
	release := hold(t, s)
	waiting := make([]*write.Mutation, 50)
	for i := range waiting {
		waiting[i] = queue(t, s, auth.Local(), func(tx *write.Tx) error {
			_, err := group.Create(tx, "", models.Group{DisplayName: "x"})
			return err
		})
	}
	closed := make(chan error, 1)
	go func() { closed <- s.Close() }()
	for !errors.Is(s.writer.Enqueue(&write.Mutation{Caller: auth.Local(), Rows: 1, Do: func(*write.Tx) error { return nil }}), write.ErrClosing) {
		runtime.Gosched()
	}
	_, err := s.CreateGroup(fixture.Local(t), models.Group{DisplayName: "late"})
	if refusal := fixture.WantCode(t, err, models.Unavailable); refusal.RetryAfter <= 0 {
		t.Error("it does not say when to come back")
	}
	select {
	case err := <-closed:
		t.Fatalf("it closed while mutations wait: %v", err)
	default:
	}
	release()
	for _, m := range waiting {
		if err := <-m.Done; err != nil {
			t.Error(err)
		}
	}
	if err := <-closed; err != nil {
		t.Fatal(err)
	}
	_, err = s.CreateGroup(fixture.Local(t), models.Group{DisplayName: "later"})
	fixture.WantCode(t, err, models.Unavailable)
	if n := groupCount(t, reopen(t, path, nil)); n != len(waiting) {
		t.Errorf("%d groups are stored, not %d", n, len(waiting))
	}
}

// TestRowOfACallerWhoLeft is stored all the same: its neighbours' transaction
// must not end with somebody's context. The caller is told that it may be.
func TestRowOfACallerWhoLeft(t *testing.T) {
	s := open(t, nil)
	release := hold(t, s)
	ctx, leave := context.WithCancel(fixture.Local(t))
	answered := make(chan error, 1)
	go func() {
		_, err := s.CreateGroup(ctx, models.Group{ID: "left", DisplayName: "x"})
		answered <- err
	}()
	for s.writer.WaitingRows() == 0 {
		runtime.Gosched()
	}
	neighbour := queue(t, s, auth.Local(), func(tx *write.Tx) error {
		_, err := group.Create(tx, "", models.Group{ID: "neighbour", DisplayName: "x"})
		return err
	})
	leave()
	refusal := fixture.WantCode(t, <-answered, models.Unavailable)
	if strings.Contains(refusal.Message, "Nothing was stored") {
		t.Errorf("the caller is told %q, which may be untrue", refusal.Message)
	}
	release()
	if err := <-neighbour.Done; err != nil {
		t.Error(err)
	}
	for _, id := range []models.ID{"left", "neighbour"} {
		if g, err := s.Group(reading(t, s, fixture.Local(t)), id); err != nil || g == nil {
			t.Errorf("%s is not stored: %v", id, err)
		}
	}
}

// TestCallerWhoLeavesSharesNothing lets callers leave at the very moment at
// which their row is written. The race detector says if the writer still uses
// what the caller has taken away.
func TestCallerWhoLeavesSharesNothing(t *testing.T) {
	s := open(t, nil)
	if err := s.CreateExample(t.Context()); err != nil {
		t.Fatal(err)
	}
	key := models.ActivityKey{GroupID: ExampleGroupID, ActivityID: ExampleActivityID, StatID: "~allTime~" + ExampleFileID}
	for range 100 {
		release := hold(t, s)
		ctx, leave := context.WithCancel(fixture.Local(t))
		answered := make(chan error, 1)
		go func() {
			a, err := s.CreateItemActivity(ctx, key, models.ItemActivity{Access: models.NewAccessAction()})
			if err != nil && a != nil {
				err = fmt.Errorf("an activity beside the error %w", err)
			}
			answered <- err
		}()
		for s.writer.WaitingRows() == 0 {
			runtime.Gosched()
		}
		leave()
		release()
		var refusal *models.Error
		if err := <-answered; err != nil && (!errors.As(err, &refusal) || strings.Contains(err.Error(), "beside")) {
			t.Fatal(err)
		}
	}
}

// TestMembershipIsReadInTheTransaction: who was taken out earlier in the same
// group writes no more, whatever was looked up before.
func TestMembershipIsReadInTheTransaction(t *testing.T) {
	s := open(t, nil)
	if err := s.CreateExample(t.Context()); err != nil {
		t.Fatal(err)
	}
	if _, err := s.AddGroupMember(fixture.Local(t), ExampleGroupID, models.Member{UserID: "alice"}); err != nil {
		t.Fatal(err)
	}
	alice := &auth.Principal{UserID: "alice"}
	key := models.ActivityKey{GroupID: ExampleGroupID, ActivityID: ExampleActivityID, StatID: "~allTime~" + ExampleFileID}
	access := models.ItemActivity{Access: models.NewAccessAction()}
	if _, err := s.CreateItemActivity(fixture.As(t, alice), key, access); err != nil {
		t.Fatal(err)
	}
	record := func(tx *write.Tx) error {
		_, err := s.Record(tx, key, access)
		return err
	}
	release := hold(t, s)
	before := queue(t, s, alice, record)
	leave := queue(t, s, auth.Local(), func(tx *write.Tx) error {
		g, err := group.Find(tx.Tx, ExampleGroupID)
		if err != nil {
			return err
		}
		tx.Wrote = true
		return tx.DB.Where("group_num = ? AND member = ?", g.Num, models.ID("alice")).Delete(&group.MemberRow{}).Error
	})
	after := queue(t, s, alice, record)
	release()
	if err := errors.Join(<-before.Done, <-leave.Done); err != nil {
		t.Error(err)
	}
	if refusal := fixture.WantCode(t, <-after.Done, models.NotFound); refusal.Argument != "groupId" {
		t.Errorf("it names %q", refusal.Argument)
	}
}

// TestFullDisk: while there is no room every mutation is answered UNAVAILABLE
// and leaves nothing behind; once there is, the writer goes on.
func TestFullDisk(t *testing.T) {
	s := open(t, nil)
	pages := func(limit int) {
		t.Helper()
		if err := s.database.Writes().Exec(fmt.Sprintf("PRAGMA max_page_count = %d", limit)).Error; err != nil {
			t.Fatal(err)
		}
	}
	pages(1) // no fewer than there are
	long := strings.Repeat("😀", 255)
	answers := map[models.ID]error{}
	for i := range 200 {
		id := models.ID(fmt.Sprintf("g%d", i))
		_, answers[id] = s.CreateGroup(fixture.Local(t), models.Group{ID: id, DisplayName: long})
	}
	pages(1 << 20)
	failed := 0
	after := reading(t, s, fixture.Local(t))
	for id, err := range answers {
		if err != nil {
			failed++
			fixture.WantCode(t, err, models.Unavailable)
		}
		g, readErr := s.Group(after, id)
		if readErr != nil || (g == nil) != (err != nil) {
			t.Errorf("%s was answered with %v, and is stored: %v, %v", id, err, g != nil, readErr)
		}
	}
	if failed == 0 {
		t.Fatal("the disk was never full")
	}
	if _, err := s.CreateGroup(fixture.Local(t), models.Group{DisplayName: long}); err != nil {
		t.Errorf("once there is room: %v", err)
	}
}
