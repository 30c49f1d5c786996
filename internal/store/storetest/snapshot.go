package storetest

import (
	"testing"

	"github.com/itemactivity/itemactivity/internal/store/fixture"
	"github.com/itemactivity/itemactivity/models"
)

// testSnapshots: a snapshot is the state of its first read. Commits before that read are in
// it, and later commits are not.
func testSnapshots(t *testing.T, db Database) {
	s := db.open(t, nil)
	create := func() {
		t.Helper()
		if _, err := s.CreateGroup(fixture.Local(t), models.Group{DisplayName: "x"}); err != nil {
			t.Fatal(err)
		}
	}
	ctx, end := snapshot(s, fixture.Local(t))
	create()
	if n := groupCount(t, s, ctx); n != 1 {
		t.Errorf("%d groups at the first read, not 1", n)
	}
	create()
	if n := groupCount(t, s, ctx); n != 1 {
		t.Errorf("%d groups at the second read, not 1: the snapshot moved", n)
	}
	end()
	if _, err := s.Groups(ctx, models.PageArgs{}); err == nil {
		t.Error("a snapshot that ended was read")
	}
	if n := groupCount(t, s, reading(t, s, fixture.Local(t))); n != 2 {
		t.Errorf("%d groups in a new snapshot, not 2", n)
	}
}

// testReadWithoutSnapshot: a read without a snapshot panics, as it is a fault of the program.
func testReadWithoutSnapshot(t *testing.T, db Database) {
	s := db.open(t, nil)
	defer func() {
		if recover() == nil {
			t.Error("it was read")
		}
	}()
	_, _ = s.Groups(fixture.Local(t), models.PageArgs{})
}
