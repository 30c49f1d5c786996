package graph_test

import (
	"strings"
	"sync"
	"testing"

	"github.com/vektah/gqlparser/v2/ast"
	"pgregory.net/rapid"

	"github.com/itemactivity/itemactivity/internal/auth"
)

// TestOnePlanForManyRequests sends one document in many requests at the same time, so that they share
// its plans. Each must have the response of gqlgen. The first requests compile the plans.
func TestOnePlanForManyRequests(t *testing.T) {
	s := newDifferenceScenario(t, "DELETE FROM drive_activities WHERE num % 2 = 0")
	e := newExecutors(t, s.database)
	const documents, goroutines = 20, 8
	sent := 0
	for seed := range documents {
		type expected struct {
			request
			want string
		}
		requests := rapid.Custom(func(rt *rapid.T) (all []expected) {
			g := newDocumentGenerator(rt, s.ids)
			document := g.document(ast.Query, 4)
			for range 3 { // with several combinations of conditions
				r := newRequest(auth.Local(), g.request(document))
				all = append(all, expected{r, e.interpreted.ask(rt, r)})
				g.drawConditions()
			}
			return all
		}).Example(seed)
		var wg sync.WaitGroup
		for range goroutines {
			wg.Go(func() {
				for range 2 {
					for _, r := range requests {
						if got := e.planned.ask(t, r.request); got != r.want {
							t.Errorf("the plan of\n%s\nreturns\n%s\nand gqlgen\n%s", r.body, got, r.want)
						}
					}
				}
			})
		}
		wg.Wait()
		for _, r := range requests {
			if strings.Contains(r.want, `"data":{`) {
				sent++
			}
		}
	}
	if sent < documents {
		t.Errorf("only %d requests have data", sent)
	}
	if n := e.planned.large.Load(); n > documents {
		t.Errorf("%d operations were too large for a plan", n)
	}
}
