package scheduler

import (
	"testing"
	"testing/synctest"
	"time"

	"github.com/vektah/gqlparser/v2/ast"

	"github.com/itemactivity/itemactivity/internal/auth"
	"github.com/itemactivity/itemactivity/models"
)

// TestExpensiveOperationsYield checks that an expensive query pauses while a cheap
// operation of another caller runs. It continues when that operation ends, or after
// yieldTime. It does not pause for operations of its own caller.
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
		expensive := acquire("heavy", expensiveCost)
		own := acquire("heavy", 1)
		if took := yields(expensive); took != 0 {
			t.Errorf("for an operation of its own caller, it pauses for %s", took)
		}
		own.Release()
		other := acquire("light", 1)
		if took := yields(other); took != 0 {
			t.Errorf("a cheap operation pauses for %s", took)
		}
		if took := yields(expensive); took != yieldTime {
			t.Errorf("for an operation of another caller, it pauses for %s", took)
		}
		if took := yields(expensive); took != 0 {
			t.Errorf("immediately after a pause, it pauses for %s", took)
		}
		time.Sleep(runTime)
		time.AfterFunc(time.Millisecond, other.Release)
		if took := yields(expensive); took != time.Millisecond {
			t.Errorf("for an operation that ends after 1 ms, it pauses for %s", took)
		}
		expensive.Release()
		if s.cheap.Load() != 0 || s.queries.Held() != 0 || len(s.cheapOf) != 0 {
			t.Error("an operation is counted at the end")
		}
	})
}
