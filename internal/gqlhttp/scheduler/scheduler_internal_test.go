package scheduler

import (
	"testing"
	"testing/synctest"
	"time"

	"github.com/vektah/gqlparser/v2/ast"

	"github.com/itemactivity/itemactivity/internal/auth"
	"github.com/itemactivity/itemactivity/models"
)

// TestExpensiveOperationsYield: an expensive query pauses while a cheap operation of
// another caller is at work, and goes on when that ends, or after the pause; for those of
// its own caller it does not pause.
func TestExpensiveOperationsYield(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := New(1)
		acquire := func(user string, cost int) *Slot {
			t.Helper()
			ctx := auth.WithPrincipal(t.Context(), &auth.Principal{UserID: models.ID(user)})
			o, err := s.Acquire(ctx, ast.Query, cost)
			if err != nil {
				t.Fatal(err)
			}
			return o
		}
		yields := func(o *Slot) time.Duration {
			began := time.Now()
			o.Yield(t.Context())
			return time.Since(began)
		}
		expensive := acquire("loud", expensiveCost)
		own := acquire("loud", 1)
		if took := yields(expensive); took != 0 {
			t.Errorf("beside its own caller's it pauses for %s", took)
		}
		own.Release()
		other := acquire("modest", 1)
		if took := yields(other); took != 0 {
			t.Errorf("a cheap operation pauses for %s", took)
		}
		if took := yields(expensive); took != yieldTime {
			t.Errorf("it pauses for %s", took)
		}
		if took := yields(expensive); took != 0 {
			t.Errorf("right after a pause it pauses for %s", took)
		}
		time.Sleep(runTime)
		time.AfterFunc(time.Millisecond, other.Release)
		if took := yields(expensive); took != time.Millisecond {
			t.Errorf("it pauses for %s for an operation of 1 ms", took)
		}
		expensive.Release()
		if s.cheap.Load() != 0 || s.queries.Held() != 0 || len(s.cheapOf) != 0 {
			t.Error("something is at work at the end")
		}
	})
}
