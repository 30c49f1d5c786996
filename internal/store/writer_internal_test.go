package store

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"

	"github.com/itemactivity/itemactivity/internal/auth"
	"github.com/itemactivity/itemactivity/internal/store/fixture"
	"github.com/itemactivity/itemactivity/internal/store/group"
	"github.com/itemactivity/itemactivity/internal/store/object"
	"github.com/itemactivity/itemactivity/internal/store/write"
	"github.com/itemactivity/itemactivity/models"
)

// TestOneFailureFailsAlone commits a group in which some mutations fail, each in another way.
// It requires that each mutation has its own result, and that those that failed leave nothing
// in the database.
func TestOneFailureFailsAlone(t *testing.T) {
	s := open(t, nil)
	errOwn := errors.New("its own error")
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
			t.Errorf("the error of mutation %d is %v", i, err)
		}
		if (i == 5 || i == 11) && !errors.Is(err, errOwn) {
			t.Errorf("the error of mutation %d is %v, want its own", i, err)
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
		t.Errorf("%d groups are stored, want %d", n, size-len(failing))
	}
	// Otherwise they were not one group, and nothing was tested.
	if runs[0] != 2 {
		t.Errorf("the first mutation ran %d times, want 2", runs[0])
	}
}

// TestRejectionsDoNotRepeatTheGroup requires that a mutation that is rejected before it wrote does not
// make the other mutations of its group run again.
func TestRejectionsDoNotRepeatTheGroup(t *testing.T) {
	s := open(t, nil)
	release := hold(t, s)
	runs := 0
	good := queue(t, s, auth.Local(), func(tx *write.Tx) error {
		runs++
		_, err := group.Create(tx, "", models.Group{DisplayName: "x"})
		return err
	})
	rejected := queue(t, s, auth.Local(), func(tx *write.Tx) error {
		_, err := group.Find(tx.Tx, "nothing")
		return err
	})
	release()
	if err := <-good.Done; err != nil {
		t.Error(err)
	}
	fixture.WantCode(t, <-rejected.Done, models.NotFound)
	if runs != 1 {
		t.Errorf("the other mutation ran %d times, want 1", runs)
	}
}

// TestRejectedBulkDoesNotRepeatTheGroup requires that an atomic bulk with an invalid row does not make
// the other mutations of its group run again, and that nothing of the bulk is stored.
func TestRejectedBulkDoesNotRepeatTheGroup(t *testing.T) {
	s := openExample(t)
	recordUsers(t, s, "ann")
	release := hold(t, s)
	runs := 0
	single := queue(t, s, auth.Local(), func(tx *write.Tx) error {
		runs++
		_, err := s.Record(tx, exampleKey, fixture.Access("single", "ann", 700_000))
		return err
	})
	bulk := make(chan error, 1)
	before := s.writer.WaitingRows()
	go func() {
		_, err := s.CreateItemActivities(fixture.Local(t), []*models.CreateItemActivityInput{
			{ActivityKey: exampleKey, Input: fixture.Access("valid", "ann", 700_000)},
			{ActivityKey: models.ActivityKey{GroupID: ExampleGroupID, ActivityID: "nothing", StatID: exampleKey.StatID}, Input: fixture.Access("invalid", "ann", 700_000)},
		}, true)
		bulk <- err
	}()
	eventually(t, "the bulk waits", func() bool { return s.writer.WaitingRows() > before })
	release()
	if err := <-single.Done; err != nil {
		t.Error(err)
	}
	if err := <-bulk; !errors.As(err, new(models.Errors)) {
		t.Errorf("the error of the bulk is %v", err)
	}
	if runs != 1 {
		t.Errorf("the other mutation ran %d times, want 1", runs)
	}
	item := ExampleFileID
	if got := listedIDs(t, s, models.ItemActivityFilter{DriveItemID: &item}, models.EarliestRecordedFirst); !slices.Equal(got, []models.ID{"ann", "single"}) {
		t.Errorf("the item has the activities %q", got)
	}
}

// TestPanicEndsOneMutation requires that a panic ends only its mutation, and that its text is not in a
// message for clients.
func TestPanicEndsOneMutation(t *testing.T) {
	s := open(t, nil)
	err := s.writer.Do(fixture.Local(t), func(*write.Tx) error { panic("secret") })
	var refusal *models.Error
	if err == nil || errors.As(err, &refusal) {
		t.Errorf("the error of a panic is %v, want one that is not for clients", err)
	}
	if _, err := s.CreateGroup(fixture.Local(t), models.Group{DisplayName: "x"}); err != nil {
		t.Errorf("the error of the next mutation is %v", err)
	}
}

// TestQueueFillsDuringRequest: a request has stored its first mutation when others fill the
// queue. The error of its second mutation does not say that the request stored nothing.
func TestQueueFillsDuringRequest(t *testing.T) {
	s := open(t, nil)
	ctx := fixture.Local(t)
	var inner error
	if err := s.Mutate(ctx, nil, func(ctx context.Context) error {
		if _, err := s.CreateGroup(ctx, models.Group{DisplayName: "x"}); err != nil {
			return err
		}
		release := hold(t, s)
		for i := range 2 * write.MaxWaiting / models.MaxBulk {
			caller := &auth.Principal{ApplicationID: models.ID(fmt.Sprint("other", i)), Scopes: auth.FilesReadWriteAll}
			m := &write.Mutation{Caller: caller, Origin: t.Context(), Rows: models.MaxBulk, Do: func(*write.Tx) error { return nil }}
			if err := s.writer.Enqueue(m); err != nil {
				return err
			}
		}
		inputs := make([]*models.CreateItemActivityInput, models.MaxBulk)
		for i := range inputs {
			inputs[i] = &models.CreateItemActivityInput{ActivityKey: exampleKey, Input: fixture.Access("", "ann", 700_000)}
		}
		_, inner = s.CreateItemActivities(ctx, inputs, true)
		release()
		return nil
	}); err != nil {
		t.Fatal(err)
	}
	refusal := fixture.WantCode(t, inner, models.Unavailable)
	if !strings.Contains(refusal.Message, "This change was not stored") || refusal.RetryAfter <= 0 {
		t.Errorf("the second mutation is rejected with %q", refusal.Message)
	}
	if n := groupCount(t, s); n != 1 {
		t.Errorf("%d groups are stored", n)
	}
}

// TestFullQueue requires that a mutation is rejected with RetryAfter if the queue is full, and that all
// queued mutations are stored.
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
		t.Error("the error has no RetryAfter")
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
		t.Error("a rejected mutation is stored")
	}
	if _, err := s.CreateGroup(fixture.Local(t), models.Group{DisplayName: "x"}); err != nil {
		t.Errorf("when there is room again: the error is %v", err)
	}
}

// TestGroupsAreBounded requires that the size of a commit group is bounded, so that the first
// caller does not wait for all others.
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
			t.Errorf("a group has %d mutations", size)
		}
	}
}

// TestCloseDrains requires that Close stores the queued mutations, returns their results, and
// rejects new ones.
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
		t.Error("the error has no RetryAfter")
	}
	select {
	case err := <-closed:
		t.Fatalf("Close returned before the queued mutations: %v", err)
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
		t.Errorf("%d groups are stored, want %d", n, len(waiting))
	}
}

// TestRowOfACallerWhoLeft cancels the context of a caller. It requires that the mutations of
// the group are stored, because the transaction must not depend on one caller's context. The
// error says that the change may be stored.
func TestRowOfACallerWhoLeft(t *testing.T) {
	s := open(t, nil)
	release := hold(t, s)
	ctx, leave := context.WithCancel(fixture.Local(t))
	results := make(chan error, 1)
	go func() {
		_, err := s.CreateGroup(ctx, models.Group{ID: "left", DisplayName: "x"})
		results <- err
	}()
	for s.writer.WaitingRows() == 0 {
		runtime.Gosched()
	}
	neighbour := queue(t, s, auth.Local(), func(tx *write.Tx) error {
		_, err := group.Create(tx, "", models.Group{ID: "neighbour", DisplayName: "x"})
		return err
	})
	leave()
	refusal := fixture.WantCode(t, <-results, models.Unavailable)
	if strings.Contains(refusal.Message, "not stored") {
		t.Errorf("the message is %q, which may be wrong", refusal.Message)
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

// TestCallerWhoLeavesSharesNothing cancels the contexts of callers while their rows are
// written. The race detector reports it if the writer and the caller use the same variables.
func TestCallerWhoLeavesSharesNothing(t *testing.T) {
	s := open(t, nil)
	if err := s.CreateExample(t.Context()); err != nil {
		t.Fatal(err)
	}
	key := models.ActivityKey{GroupID: ExampleGroupID, ActivityID: ExampleActivityID, StatID: "~allTime~" + ExampleFileID}
	for range 100 {
		release := hold(t, s)
		ctx, leave := context.WithCancel(fixture.Local(t))
		results := make(chan error, 1)
		go func() {
			a, err := s.CreateItemActivity(ctx, key, models.ItemActivity{Access: models.NewAccessAction()})
			if err != nil && a != nil {
				err = fmt.Errorf("an activity is returned with the error %w", err)
			}
			results <- err
		}()
		for s.writer.WaitingRows() == 0 {
			runtime.Gosched()
		}
		leave()
		release()
		var refusal *models.Error
		if err := <-results; err != nil && (!errors.As(err, &refusal) || strings.Contains(err.Error(), "is returned with")) {
			t.Fatal(err)
		}
	}
}

// TestMembershipIsReadInTheTransaction requires that a member who is removed by an earlier
// mutation of the same group cannot write.
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
		t.Errorf("the argument is %q", refusal.Argument)
	}
}

// TestFullDisk requires that mutations return UNAVAILABLE and leave nothing in the database
// while the disk is full, and that the writer works again when there is space.
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
	results := map[models.ID]error{}
	for i := range 200 {
		id := models.ID(fmt.Sprintf("g%d", i))
		_, results[id] = s.CreateGroup(fixture.Local(t), models.Group{ID: id, DisplayName: long})
	}
	pages(1 << 20)
	failed := 0
	after := reading(t, s, fixture.Local(t))
	for id, err := range results {
		if err != nil {
			failed++
			fixture.WantCode(t, err, models.Unavailable)
		}
		g, readErr := s.Group(after, id)
		if readErr != nil || (g == nil) != (err != nil) {
			t.Errorf("the error of %s is %v, and it is stored: %v, %v", id, err, g != nil, readErr)
		}
	}
	if failed == 0 {
		t.Fatal("the disk was never full")
	}
	if _, err := s.CreateGroup(fixture.Local(t), models.Group{DisplayName: long}); err != nil {
		t.Errorf("when there is room again: the error is %v", err)
	}
}
