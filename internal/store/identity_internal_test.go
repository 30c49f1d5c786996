package store

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"
	"unsafe"

	"github.com/itemactivity/itemactivity/internal/auth"
	"github.com/itemactivity/itemactivity/internal/store/fixture"
	"github.com/itemactivity/itemactivity/internal/store/identity"
	"github.com/itemactivity/itemactivity/internal/store/read"
	"github.com/itemactivity/itemactivity/internal/store/write"
	"github.com/itemactivity/itemactivity/models"
)

// storedSet returns the set that readers find under a number.
func storedSet(t *testing.T, s *Store, num int64) *models.IdentitySet {
	t.Helper()
	ctx, end := s.begin(fixture.Local(t), new(Attempt))
	defer end()
	v, err := read.Begin(ctx)
	if err != nil {
		t.Fatal(err)
	}
	set, err := v.IdentitySet(num)
	if err != nil {
		t.Fatal(err)
	}
	return set
}

// TestRolledBackIdentityIsForgotten rolls back a new identity set, whose number is then
// assigned to the next set. It requires that no cache contains the first one. Otherwise
// activities would have the wrong actor.
func TestRolledBackIdentityIsForgotten(t *testing.T) {
	s := open(t, nil)
	var rolledBack, kept, again int64
	errHalfWay := errors.New("half-way")
	err := s.writer.Do(fixture.Local(t), func(tx *write.Tx) (err error) {
		if rolledBack, err = tx.Intern(fixture.UserSet("mallory")); err != nil {
			return err
		}
		// What is read before the commit is not cached either.
		if _, err := tx.IdentitySet(rolledBack); err != nil {
			return err
		}
		return errHalfWay
	})
	if !errors.Is(err, errHalfWay) {
		t.Fatal(err)
	}
	intern := func(num *int64, id string) {
		t.Helper()
		if err := s.writer.Do(fixture.Local(t), func(tx *write.Tx) (err error) {
			if *num, err = tx.Intern(fixture.UserSet(id)); err != nil {
				return err
			}
			// The writer reads it for the result, before the commit.
			set, err := tx.IdentitySet(*num)
			if err == nil && !set.Equal(fixture.UserSet(id)) {
				t.Errorf("in the transaction %d is not %s", *num, id)
			}
			return err
		}); err != nil {
			t.Fatal(err)
		}
	}
	intern(&kept, "alice")
	intern(&again, "mallory")
	if kept != rolledBack {
		t.Fatalf("the number %d was not assigned again, but %d, so nothing was tested", rolledBack, kept)
	}
	if again == kept {
		t.Error("two actors have one number")
	}
	for num, id := range map[int64]string{kept: "alice", again: "mallory"} {
		if set := storedSet(t, s, num); !set.Equal(fixture.UserSet(id)) {
			t.Errorf("%d is not %s", num, id)
		}
	}
}

// TestIdentityOfAFailedNeighbour does the same in a commit group that is repeated because one
// mutation failed after it had written. The identities of the other mutations are kept.
func TestIdentityOfAFailedNeighbour(t *testing.T) {
	s := open(t, nil)
	release := hold(t, s)
	var before, rolledBack, after int64
	intern := func(num *int64, id string, failure error) *write.Mutation {
		return queue(t, s, auth.Local(), func(tx *write.Tx) (err error) {
			if *num, err = tx.Intern(fixture.UserSet(id)); err != nil {
				return err
			}
			return failure
		})
	}
	first := intern(&before, "alice", nil)
	failing := intern(&rolledBack, "mallory", errors.New("half-way"))
	// A set with the same actor as the failed one must not get its number.
	last := intern(&after, "mallory", nil)
	release()
	if err := errors.Join(<-first.Done, <-last.Done); err != nil {
		t.Fatal(err)
	}
	if err := <-failing.Done; err == nil {
		t.Fatal("nothing failed")
	}
	for num, id := range map[int64]string{before: "alice", after: "mallory"} {
		if set := storedSet(t, s, num); !set.Equal(fixture.UserSet(id)) {
			t.Errorf("%d is not %s", num, id)
		}
	}
}

// TestIdentitiesAreInternedOnce requires that equal sets have one number, and that sets that differ only
// in the presence of a member have different ones.
func TestIdentitiesAreInternedOnce(t *testing.T) {
	s := open(t, nil)
	empty, blank := "", &models.Identity{}
	sets := []*models.IdentitySet{
		{},
		{User: blank},
		{Device: blank},
		{Application: blank},
		{User: &models.Identity{ID: &empty}},
		{User: &models.Identity{DisplayName: &empty}},
		{User: &models.Identity{ID: &empty, DisplayName: &empty}},
		{User: blank, Device: blank, Application: blank},
	}
	nums := map[int64]bool{}
	for range 2 {
		for i, set := range sets {
			var num int64
			if err := s.writer.Do(fixture.Local(t), func(tx *write.Tx) (err error) {
				num, err = tx.Intern(set)
				return err
			}); err != nil {
				t.Fatal(err)
			}
			nums[num] = true
			if !storedSet(t, s, num).Equal(set) {
				t.Errorf("set %d is different after storing", i)
			}
		}
	}
	if len(nums) != len(sets) {
		t.Errorf("%d sets have %d numbers", len(sets), len(nums))
	}
}

// TestMoreIdentitiesThanAreCached requires that identity sets that were evicted from the
// caches are found in the database, with the same number.
func TestMoreIdentitiesThanAreCached(t *testing.T) {
	s := open(t, nil)
	nums := make([]int64, identity.CacheBytes/150)
	internAll := func(into []int64) {
		t.Helper()
		if err := s.writer.Do(fixture.Local(t), func(tx *write.Tx) (err error) {
			for i := range into {
				if into[i], err = tx.Intern(fixture.UserSet(fmt.Sprint("u", i))); err != nil {
					return err
				}
			}
			return nil
		}); err != nil {
			t.Fatal(err)
		}
	}
	internAll(nums)
	again := make([]int64, len(nums))
	internAll(again)
	ctx, end := s.begin(fixture.Local(t), new(Attempt))
	defer end()
	v, err := read.Begin(ctx)
	if err != nil {
		t.Fatal(err)
	}
	for range 2 {
		sets, err := v.IdentitySets(nums...)
		if err != nil {
			t.Fatal(err)
		}
		for i, num := range nums {
			if num != again[i] || !sets[num].Equal(fixture.UserSet(fmt.Sprint("u", i))) {
				t.Fatalf("u%d has the numbers %d and %d, and is different after storing", i, num, again[i])
			}
		}
	}
	kept := 0
	for range s.source.Identities.ByNum.All() {
		kept++
	}
	if kept == 0 || kept == len(nums) {
		t.Errorf("%d of %d sets are in the cache", kept, len(nums))
	}
}

// TestCachesHoldNoRequests requires that a cached string does not keep the request that it is
// a part of in memory.
func TestCachesHoldNoRequests(t *testing.T) {
	s := open(t, nil)
	if err := s.CreateExample(t.Context()); err != nil {
		t.Fatal(err)
	}
	request := "example-group example-activity ~allTime~example-file ann Ann" + strings.Repeat(" ", 1<<16)
	cut := func(from, to int) *string {
		part := request[from:to]
		return &part
	}
	key := models.ActivityKey{GroupID: models.ID(*cut(0, 13)), ActivityID: models.ID(*cut(14, 30)), StatID: models.ID(*cut(31, 52))}
	actor := &models.IdentitySet{User: &models.Identity{ID: cut(53, 56), DisplayName: cut(57, 60)}}
	if _, err := s.CreateItemActivity(fixture.Local(t), key, models.ItemActivity{Access: models.NewAccessAction(), Actor: actor}); err != nil {
		t.Fatal(err)
	}
	var held []string
	for k := range s.activityKeys.Sent.All() {
		held = append(held, string(k.GroupID), string(k.ActivityID), string(k.StatID))
	}
	for _, kept := range s.source.Identities.ByNum.All() {
		held = append(held, *kept.User.ID, *kept.User.DisplayName)
	}
	if !slices.Contains(held, "example-group") || !slices.Contains(held, "Ann") {
		t.Fatalf("the caches contain %q", held)
	}
	begin := uintptr(unsafe.Pointer(unsafe.StringData(request)))
	for _, text := range held {
		if at := uintptr(unsafe.Pointer(unsafe.StringData(text))); at >= begin && at < begin+uintptr(len(request)) {
			t.Errorf("%q is cached as a part of the request", text)
		}
	}
}

// TestRolledBackKeyIsForgotten requires that an activity key whose first mutation failed is
// stored by the next mutation, and is not taken from the cache.
func TestRolledBackKeyIsForgotten(t *testing.T) {
	c := fixture.NewClock(time.Date(2024, time.May, 6, 12, 0, 0, 0, time.UTC))
	s := open(t, c.Now)
	if err := s.CreateExample(t.Context()); err != nil {
		t.Fatal(err)
	}
	access := models.ItemActivity{Access: models.NewAccessAction()}
	keyOf := func(stat models.ID) models.ActivityKey {
		return models.ActivityKey{GroupID: ExampleGroupID, ActivityID: ExampleActivityID, StatID: stat + ExampleFileID}
	}
	day := keyOf("~day:2024-05-06~")
	errHalfWay := errors.New("half-way")
	if err := s.writer.Do(fixture.Local(t), func(tx *write.Tx) error {
		if _, err := s.Record(tx, day, access); err != nil {
			return err
		}
		return errHalfWay
	}); !errors.Is(err, errHalfWay) {
		t.Fatal(err)
	}
	for _, key := range []models.ActivityKey{keyOf("~allTime~"), day} {
		a, err := s.CreateItemActivity(fixture.Local(t), key, access)
		if err != nil {
			t.Fatal(err)
		}
		ctx, end := s.begin(fixture.Local(t), new(Attempt))
		stat, err := s.ItemActivityStatOf(ctx, a)
		end()
		if err != nil || stat.ID != key.StatID {
			t.Errorf("%s is keyed by %+v (%v)", key.StatID, stat, err)
		}
	}
}
