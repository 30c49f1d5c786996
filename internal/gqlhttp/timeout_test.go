package gqlhttp_test

import (
	"strings"
	"testing"
	"time"

	"github.com/itemactivity/itemactivity/internal/gqlhttp"
	"github.com/itemactivity/itemactivity/internal/gqlhttp/gqlhttptest"
)

// TestRequestTimeout: a request that takes too long is ended, and the error says when to
// retry.
func TestRequestTimeout(t *testing.T) {
	limits := gqlhttp.DefaultLimits()
	limits.Time = time.Nanosecond
	s := gqlhttptest.NewServerWith(t, gqlhttptest.Config{Limits: limits})
	if got := s.Text(t, `{"query":"{ groups { totalCount } }"}`); !strings.Contains(got, `"code":"UNAVAILABLE"`) || !strings.Contains(got, "retryAfter") || strings.Contains(got, "totalCount") {
		t.Errorf("it is answered %s", got)
	}
	if got := s.Text(t, createGroupBody("late")); !strings.Contains(got, `"code":"UNAVAILABLE"`) {
		t.Errorf("a mutation is answered %s", got)
	}
}
