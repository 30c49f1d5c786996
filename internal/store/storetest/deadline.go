package storetest

import (
	"context"
	"errors"
	"strings"
	"testing"

	"github.com/itemactivity/itemactivity/internal/store/fixture"
	"github.com/itemactivity/itemactivity/models"
)

// testExpiredDeadline: a mutation stores nothing if its deadline has passed.
func testExpiredDeadline(t *testing.T, db Database) {
	s := db.open(t, nil)
	ctx, cancel := context.WithTimeout(fixture.Local(t), 0)
	defer cancel()
	_, err := s.CreateGroup(ctx, models.Group{ID: "late", DisplayName: "x"})
	var rejection *models.Error
	if !errors.As(err, &rejection) || rejection.Code != models.Unavailable || !strings.Contains(rejection.Message, "not stored") {
		t.Errorf("the error is %v", err)
	}
	if g, err := s.Group(reading(t, s, fixture.Local(t)), "late"); g != nil || err != nil {
		t.Errorf("the group is %v (%v), want none", g, err)
	}
}
