package scheduler

import (
	"context"
	"errors"
	"testing"
	"testing/synctest"

	"github.com/itemactivity/itemactivity/internal/auth"
	"github.com/itemactivity/itemactivity/models"
)

// TestLargeDocumentsTakeTurns: of many large documents of one caller as many are validated
// at a time as there are processors. The large document of another caller comes next, and
// a small one does not wait.
func TestLargeDocumentsTakeTurns(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		const processors, many = 2, 16
		s := New(processors)
		as := func(user string) context.Context {
			return auth.WithPrincipal(t.Context(), &auth.Principal{UserID: models.ID(user)})
		}
		var order []string
		releases := make(chan func(), many+1)
		acquire := func(user string) {
			release, err := s.AcquireDocument(as(user), largeDocument)
			if err != nil {
				t.Error(err)
				return
			}
			order = append(order, user)
			releases <- release
		}
		for range many {
			go acquire("loud")
			synctest.Wait()
		}
		if len(order) != processors {
			t.Fatalf("%d large documents are validated at a time", len(order))
		}
		go acquire("modest")
		synctest.Wait()
		small, err := s.AcquireDocument(as("modest"), largeDocument-1)
		if err != nil {
			t.Fatal(err)
		}
		small()
		ended, cancel := context.WithCancel(as("modest"))
		cancel()
		if _, err := s.AcquireDocument(ended, largeDocument); !errors.Is(err, errNotScheduled) {
			t.Errorf("at the end of the context the error is %v", err)
		}
		for range many + 1 {
			(<-releases)()
			synctest.Wait()
		}
		if len(order) != many+1 || order[processors] != "modest" {
			t.Errorf("the documents are validated in the order %v", order)
		}
		if s.documents.Held() != 0 {
			t.Error("something is held at the end")
		}
	})
}
