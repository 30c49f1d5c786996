package storetest

import (
	"testing"

	"github.com/itemactivity/itemactivity/models"
)

// testUnauthenticated: a context without a caller reads and writes nothing.
func testUnauthenticated(t *testing.T, db Database) {
	s := db.open(t, nil)
	_, err := s.Groups(reading(t, s, t.Context()), models.PageArgs{})
	wantCode(t, err, models.Unauthenticated)
	_, err = s.Node(reading(t, s, t.Context()), "x")
	wantCode(t, err, models.Unauthenticated)
	_, err = s.Me(reading(t, s, t.Context()))
	wantCode(t, err, models.Unauthenticated)
	_, err = s.CreateGroup(t.Context(), models.Group{DisplayName: "x"})
	wantCode(t, err, models.Unauthenticated)
	if n := groupCount(t, s, reading(t, s, local(t))); n != 0 {
		t.Error("nobody wrote")
	}
}
