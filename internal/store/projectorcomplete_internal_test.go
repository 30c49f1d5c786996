package store

import (
	"strings"
	"testing"

	"github.com/mattn/go-sqlite3"

	"github.com/itemactivity/itemactivity/internal/store/fixture"
	"github.com/itemactivity/itemactivity/models"
)

// TestCompleteAfterFailedCommit: a commit with an activity fails while the projections contain the whole
// log. After it a snapshot reads no states, as before.
func TestCompleteAfterFailedCommit(t *testing.T) {
	s, log := openLogged(t)
	recordUsers(t, s, "ann")
	project(t, s)
	// wantNoStates requires that a page of one activity is read without the states.
	wantNoStates := func(when string) {
		t.Helper()
		log.take(t)
		ctx := reading(t, s, fixture.Local(t))
		item := ExampleFileID
		if list, err := s.FilteredActivities(ctx, models.ItemActivityFilter{DriveItemID: &item}, nil, models.PageArgs{}); err != nil || len(list.Edges) != 1 {
			t.Fatal(list, err)
		}
		page, states := 0, false
		for _, line := range log.take(t) {
			sql, _ := line["sql"].(string)
			if strings.Contains(sql, "item_timelines") {
				page++
			}
			states = states || strings.Contains(sql, "FROM projections")
		}
		if page == 0 || states {
			t.Errorf("%s %d statements read a page, and the states are read: %t", when, page, states)
		}
	}
	wantNoStates("at rest")
	fail := func(result int) {
		writerConnection(t, s, func(c *sqlite3.SQLiteConn) error {
			c.RegisterCommitHook(func() int { return result })
			return nil
		})
	}
	fail(1)
	if _, err := s.CreateItemActivity(fixture.Local(t), exampleKey, fixture.Access("bob", "bob", 700_000)); err == nil {
		t.Fatal("the commit succeeds")
	}
	wantNoStates("after a commit that failed")
	fail(0)
	wantUsers(t, s, "ann")
	recordUsers(t, s, "bob")
	wantUsers(t, s, "ann", "bob")
	project(t, s)
	wantUsers(t, s, "ann", "bob")
}
