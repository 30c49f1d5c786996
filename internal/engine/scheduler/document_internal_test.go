package scheduler

import (
	"context"
	"errors"
	"testing"
	"testing/synctest"

	"github.com/itemactivity/itemactivity/internal/auth"
	"github.com/itemactivity/itemactivity/models"
)

// TestLargeDocumentsTakeTurns acquires many large documents for one caller. Only as many
// are admitted at a time as there are processors. The large document of another caller is
// admitted next. A small document does not wait.
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
			go acquire("heavy")
			synctest.Wait()
		}
		if len(order) != processors {
			t.Fatalf("%d large documents are admitted at a time, want %d", len(order), processors)
		}
		go acquire("light")
		synctest.Wait()
		small, err := s.AcquireDocument(as("light"), largeDocument-1)
		if err != nil {
			t.Fatal(err)
		}
		small()
		ended, cancel := context.WithCancel(as("light"))
		cancel()
		if _, err := s.AcquireDocument(ended, largeDocument); !errors.Is(err, errNotScheduled) {
			t.Errorf("after the end of the context, the error is %v", err)
		}
		for range many + 1 {
			(<-releases)()
			synctest.Wait()
		}
		if len(order) != many+1 || order[processors] != "light" {
			t.Errorf("the documents are admitted in the order %v", order)
		}
		if s.documents.Held() != 0 {
			t.Error("a slot is held at the end")
		}
	})
}
