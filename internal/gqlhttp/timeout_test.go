package gqlhttp_test

import (
	"strings"
	"testing"
	"time"

	"github.com/itemactivity/itemactivity/internal/engine"
	"github.com/itemactivity/itemactivity/internal/gqlhttp/gqlhttptest"
)

// TestRequestTimeout checks that a request that exceeds its time limit is aborted, and that
// the error says when to retry. That of a mutation says whether the change is stored, or may be.
func TestRequestTimeout(t *testing.T) {
	limits := engine.DefaultLimits()
	limits.Time = time.Nanosecond
	s := gqlhttptest.NewServerWith(t, gqlhttptest.Config{Limits: limits})
	if got := s.Text(t, `{"query":"{ groups { totalCount } }"}`); !strings.Contains(got, `"code":"UNAVAILABLE"`) || !strings.Contains(got, "retryAfter") || strings.Contains(got, "totalCount") {
		t.Errorf("the response to a query is %s", got)
	}
	if got := s.Text(t, createGroupBody("late")); !strings.Contains(got, `"code":"UNAVAILABLE"`) || !strings.Contains(got, "stored") {
		t.Errorf("the response to a mutation is %s", got)
	}
}
