package operation_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/itemactivity/itemactivity/internal/telemetry/operation"
	"github.com/itemactivity/itemactivity/models"
)

func TestNames(t *testing.T) {
	now := time.Unix(0, 0)
	var forgotten []string
	names := operation.NewNames(func() time.Time { return now }, func(label string) { forgotten = append(forgotten, label) })
	labels := map[string]bool{}
	for i := range 10_000 {
		labels[names.Label(fmt.Sprintf("hostile%d", i), "hostile")] = true
	}
	if len(labels) != 51 {
		t.Errorf("one caller has %d labels, want 50 and other", len(labels))
	}
	if got := names.Label("Record", "jane"); got != "Record" {
		t.Errorf("the first name of another caller is %q", got)
	}
	for i := range 10_000 {
		labels[names.Label(fmt.Sprintf("crowd%d", i), fmt.Sprintf("caller%d", i))] = true
	}
	if len(labels) != 200 {
		t.Errorf("there are %d labels, want 199 names and other", len(labels))
	}
	for name, want := range map[string]string{"": "anonymous", "Record": "Record", "Late": "other", strings.Repeat("a", 65): "other"} {
		if got := names.Label(name, "joe"); got != want {
			t.Errorf("%q is %q, want %q", name, got, want)
		}
	}

	// Names that nobody uses lose their entries, and names in use keep them.
	now = now.Add(59 * time.Minute)
	names.Label("Record", "jane")
	now = now.Add(time.Minute)
	for i := range 300 {
		if got := names.Label(fmt.Sprintf("later%d", i), fmt.Sprintf("caller%d", i)); (got == "other") != (i >= 199) {
			t.Errorf("after an hour the name %d is %q", i, got)
		}
	}
	if got := names.Label("Record", "jane"); got != "Record" || len(forgotten) != 199 {
		t.Errorf("the name in use is %q, and %d were forgotten, want 199", got, len(forgotten))
	}
}

func TestOperation(t *testing.T) {
	ctx, o := operation.With(t.Context())
	if operation.From(ctx) != o || operation.From(t.Context()) == nil {
		t.Error("the context carries another operation")
	}
	o.Begin("query", strings.Repeat("a", 1000), "other", time.Now())
	for _, code := range []models.Code{models.BadUserInput, models.Unavailable, models.NotFound} {
		o.Fail(code)
	}
	if len(o.Name) != 64 || o.Code != "UNAVAILABLE" {
		t.Errorf("the name has %d bytes, and the worst code is %s", len(o.Name), o.Code)
	}
}
