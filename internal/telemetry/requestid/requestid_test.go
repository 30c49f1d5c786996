package requestid_test

import (
	"context"
	"testing"

	"github.com/google/uuid"

	"github.com/itemactivity/itemactivity/internal/telemetry/requestid"
)

func TestNewIsAFreshUUIDv7(t *testing.T) {
	first, second := requestid.New(), requestid.New()
	if first == second {
		t.Errorf("two ids are both %s", first)
	}
	if id, err := uuid.Parse(first); err != nil || id.Version() != 7 {
		t.Errorf("%s is not a UUIDv7 (%v)", first, err)
	}
}

func TestFrom(t *testing.T) {
	if id := requestid.From(context.Background()); id != "" {
		t.Errorf("outside a request the id is %q, want none", id)
	}
	if id := requestid.From(requestid.With(context.Background(), "a")); id != "a" {
		t.Errorf("the id is %q, want a", id)
	}
}
