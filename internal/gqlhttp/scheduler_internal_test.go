package gqlhttp

import (
	"testing"
	"testing/synctest"
	"time"

	"github.com/vektah/gqlparser/v2/ast"

	"github.com/itemactivity/itemactivity/internal/auth"
	"github.com/itemactivity/itemactivity/models"
)

// TestDearOperationsLetOthersPass: a dear query pauses while a small operation of
// another caller is at work, and goes on when that ends, or after the pause; for those of
// its own caller it does not pause.
func TestDearOperationsLetOthersPass(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		turns := newTurns(1)
		begin := func(user string, cost int) *turn {
			t.Helper()
			ctx := auth.WithPrincipal(t.Context(), &auth.Principal{UserID: models.ID(user)})
			o, err := turns.begin(ctx, ast.Query, cost)
			if err != nil {
				t.Fatal(err)
			}
			return o
		}
		passes := func(o *turn) time.Duration {
			began := time.Now()
			o.letPass(t.Context())
			return time.Since(began)
		}
		dear := begin("loud", dearCost)
		own := begin("loud", 1)
		if took := passes(dear); took != 0 {
			t.Errorf("beside its own caller's it pauses for %s", took)
		}
		own.end()
		other := begin("modest", 1)
		if took := passes(other); took != 0 {
			t.Errorf("a small operation pauses for %s", took)
		}
		if took := passes(dear); took != pauseTime {
			t.Errorf("it pauses for %s", took)
		}
		if took := passes(dear); took != 0 {
			t.Errorf("right after a pause it pauses for %s", took)
		}
		time.Sleep(runTime)
		time.AfterFunc(time.Millisecond, other.end)
		if took := passes(dear); took != time.Millisecond {
			t.Errorf("it pauses for %s for an operation of 1 ms", took)
		}
		dear.end()
		if turns.light.Load() != 0 || turns.queries.Held() != 0 || len(turns.lightOf) != 0 {
			t.Error("something is at work at the end")
		}
	})
}
