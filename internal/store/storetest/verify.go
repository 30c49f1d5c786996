package storetest

import (
	"context"
	"strings"
	"sync"
	"testing"

	"github.com/itemactivity/itemactivity/internal/store/fixture"
	"github.com/itemactivity/itemactivity/models"
)

// testVerifyDuringWrites: verification finds no difference while others record.
func testVerifyDuringWrites(t *testing.T, db Database) {
	s := db.openWithFacts(t)
	ctx, stop := context.WithCancel(fixture.Local(t))
	var writing sync.WaitGroup
	for w := range 3 {
		writing.Go(func() {
			for i := 0; ctx.Err() == nil; i++ {
				_, err := s.CreateItemActivity(fixture.Local(t), exampleKey, fixture.Access("", string(rune('a'+w)), models.Day(700_000-i%5)))
				if err != nil {
					t.Error(err)
					return
				}
			}
		})
	}
	var last int64
	for round := 0; round < 10 || last < 50; round++ {
		found := db.Verify(t)
		if found.Different > 0 {
			t.Fatalf("%d differences:\n%s", found.Different, strings.Join(found.Differences, "\n"))
		}
		last = found.Activities
	}
	stop()
	writing.Wait()
	if found := db.Verify(t); found.Different > 0 {
		t.Errorf("%d differences:\n%s", found.Different, strings.Join(found.Differences, "\n"))
	}
}
