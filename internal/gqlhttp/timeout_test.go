package gqlhttp_test

import (
	"strings"
	"testing"
	"time"

	"github.com/itemactivity/itemactivity/internal/gqlhttp"
	"github.com/itemactivity/itemactivity/internal/gqlhttp/gqlhttptest"
)

// TestNoRequestOutlivesItsTime: it is ended, and the client is told to try again.
func TestNoRequestOutlivesItsTime(t *testing.T) {
	limits := gqlhttp.DefaultLimits()
	limits.Time = time.Nanosecond
	s := gqlhttptest.NewServerWith(t, gqlhttptest.Config{Limits: limits})
	if got := s.Text(t, `{"query":"{ groups { totalCount } }"}`); !strings.Contains(got, `"code":"UNAVAILABLE"`) || !strings.Contains(got, "retryAfter") || strings.Contains(got, "totalCount") {
		t.Errorf("it is answered %s", got)
	}
	if got := s.Text(t, creationOf("late")); !strings.Contains(got, `"code":"UNAVAILABLE"`) {
		t.Errorf("a mutation is answered %s", got)
	}
}
