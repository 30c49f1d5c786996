package storetest

import (
	"testing"

	"github.com/itemactivity/itemactivity/internal/store/fixture"
	"github.com/itemactivity/itemactivity/models"
)

// testUnauthenticated: without a caller in the context, reads and writes return
// UNAUTHENTICATED.
func testUnauthenticated(t *testing.T, db Database) {
	s := db.open(t, nil)
	_, err := s.Groups(reading(t, s, t.Context()), models.PageArgs{})
	fixture.WantCode(t, err, models.Unauthenticated)
	_, err = s.Node(reading(t, s, t.Context()), "x")
	fixture.WantCode(t, err, models.Unauthenticated)
	_, err = s.Me(reading(t, s, t.Context()))
	fixture.WantCode(t, err, models.Unauthenticated)
	_, err = s.CreateGroup(t.Context(), models.Group{DisplayName: "x"})
	fixture.WantCode(t, err, models.Unauthenticated)
	if n := groupCount(t, s, reading(t, s, fixture.Local(t))); n != 0 {
		t.Error("a write without a caller succeeded")
	}
}
