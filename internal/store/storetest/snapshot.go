package storetest

import (
	"testing"

	"github.com/itemactivity/itemactivity/internal/store/fixture"
	"github.com/itemactivity/itemactivity/models"
)

// testSnapshots: a snapshot contains the commits before its first read, and none of the
// later ones.
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
		t.Errorf("%d groups at the first read, want 1", n)
	}
	create()
	if n := groupCount(t, s, ctx); n != 1 {
		t.Errorf("%d groups at the second read of the snapshot, want 1", n)
	}
	end()
	if _, err := s.Groups(ctx, models.PageArgs{}); err == nil {
		t.Error("a read in a snapshot that has ended succeeded")
	}
	if n := groupCount(t, s, reading(t, s, fixture.Local(t))); n != 2 {
		t.Errorf("%d groups in a new snapshot, want 2", n)
	}
}

// testReadWithoutSnapshot: a read without a snapshot panics, because it is an error in the
// program.
func testReadWithoutSnapshot(t *testing.T, db Database) {
	s := db.open(t, nil)
	defer func() {
		if recover() == nil {
			t.Error("the read succeeded")
		}
	}()
	_, _ = s.Groups(fixture.Local(t), models.PageArgs{})
}
