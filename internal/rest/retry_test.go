package rest_test

import (
	"encoding/json"
	"net/http"
	"strings"
	"testing"

	"github.com/itemactivity/itemactivity/internal/auth"
)

// create posts an activity and returns its id.
func (s *server) create(t *testing.T, caller *auth.Principal, path, body string, headers ...string) string {
	t.Helper()
	got := s.do(t, caller, http.MethodPost, path, body, headers...)
	var created struct{ ID string }
	if err := json.Unmarshal(got.Body.Bytes(), &created); err != nil || got.Code != http.StatusCreated || created.ID == "" {
		t.Fatalf("the response is %d %s", got.Code, got.Body)
	}
	return created.ID
}

// stored returns the number of activities of the item.
func (s *server) stored(t *testing.T) int {
	t.Helper()
	var got struct {
		ItemActivityStat struct{ Access struct{ ActionCount int } }
	}
	s.Execute(t, `{ itemActivityStat(id: "~allTime~i") { access { actionCount } } }`, nil, &got)
	return got.ItemActivityStat.Access.ActionCount
}

// TestRepetition: a request with Retry-Attempt has the result of the earlier one with the
// same caller, path, body and client-request-id. Without Retry-Attempt nothing is a
// repetition.
func TestRepetition(t *testing.T) {
	s := newItemServer(t)
	const path = "/v1.0/groups/g" + activities
	const body = `{"access":{},"activityDateTime":"2024-01-01T00:00:00Z"}`
	other := &auth.Principal{UserID: "jane", Scopes: auth.FilesReadWrite}
	s.Execute(t, `mutation { addGroupMember(groupId: "g", userId: "jane") { id } }`, nil, new(any))

	seen := map[string]bool{}
	wantNew := func(what, id string) {
		t.Helper()
		if seen[id] {
			t.Errorf("%s: nothing was created, the response has %s", what, id)
		}
		seen[id] = true
		if n := s.stored(t); n != len(seen) {
			t.Errorf("%s: %d activities are stored, want %d", what, n, len(seen))
		}
	}
	first := s.create(t, auth.Local(), path, body, "Client-Request-Id", "a b")
	wantNew("the first request", first)
	for _, attempt := range []string{"1", "2"} {
		if id := s.create(t, auth.Local(), path, body, "Client-Request-Id", "a b", "Retry-Attempt", attempt); id != first {
			t.Errorf("the repetition has %s, want %s", id, first)
		}
	}
	if id := s.create(t, auth.Local(), path, body, "Client-Request-Id", "a b", "Retry-Attempt", "0", "Retry-Attempt", "1"); id != first {
		t.Errorf("the repetition with two headers has %s, want %s", id, first)
	}
	if n := s.stored(t); n != 1 {
		t.Errorf("%d activities are stored, want 1", n)
	}
	s.Reopen(t)
	s = newServer(t, s.Server)
	if id := s.create(t, auth.Local(), path, body, "Client-Request-Id", "a b", "Retry-Attempt", "3"); id != first {
		t.Errorf("after a restart, the repetition has %s, want %s", id, first)
	}

	repeated := []string{"Client-Request-Id", "a b", "Retry-Attempt", "1"}
	wantNew("the same id without Retry-Attempt", s.create(t, auth.Local(), path, body, "Client-Request-Id", "a b"))
	wantNew("the same id with Retry-Attempt 0", s.create(t, auth.Local(), path, body, "Client-Request-Id", "a b", "Retry-Attempt", "0"))
	wantNew("another caller", s.create(t, other, path, body, repeated...))
	wantNew("another body", s.create(t, auth.Local(), path, strings.Replace(body, "2024", "2023", 1), repeated...))
	wantNew("another path", s.create(t, auth.Local(), path+"/$ref", body, repeated...))
	wantNew("another id", s.create(t, auth.Local(), path, body, "Client-Request-Id", "a c", "Retry-Attempt", "1"))
	// A client may add its own id to that of its caller.
	both := []string{"Client-Request-Id", "a", "Client-Request-Id", "b"}
	ofBoth := s.create(t, auth.Local(), path, body, both...)
	wantNew("two ids", ofBoth)
	if id := s.create(t, auth.Local(), path, body, append(both, "Retry-Attempt", "1")...); id != ofBoth {
		t.Errorf("the repetition with two ids has %s, want %s", id, ofBoth)
	}
	wantNew("one of the two ids", s.create(t, auth.Local(), path, body, "Client-Request-Id", "a", "Retry-Attempt", "1"))
	wantNew("no id", s.create(t, auth.Local(), path, body, "Retry-Attempt", "1"))
	wantNew("an id that is too long", s.create(t, auth.Local(), path, body, "Client-Request-Id", strings.Repeat("a", 129), "Retry-Attempt", "1"))
	wantNew("an id that is too long, again", s.create(t, auth.Local(), path, body, "Client-Request-Id", strings.Repeat("a", 129), "Retry-Attempt", "1"))

	// An idempotency key is used instead.
	keyed := s.create(t, auth.Local(), path, body, "Client-Request-Id", "a b", "Retry-Attempt", "1", "Idempotency-Key", "k")
	wantNew("a key", keyed)
	if id := s.create(t, auth.Local(), path, body, "Client-Request-Id", "z", "Idempotency-Key", "k"); id != keyed {
		t.Errorf("the key has %s, want %s", id, keyed)
	}
	s.do(t, auth.Local(), http.MethodPost, path, strings.Replace(body, "2024", "2022", 1), "Idempotency-Key", "k").wantError(t, http.StatusConflict, "nameAlreadyExists")
	if n := s.stored(t); n != len(seen) {
		t.Errorf("%d activities are stored, want %d", n, len(seen))
	}
}

// TestRepetitionOfLostRequest: a repetition of a request that was never executed creates
// something, once.
func TestRepetitionOfLostRequest(t *testing.T) {
	s := newItemServer(t)
	const path = "/v1.0/groups/g" + activities
	headers := []string{"Client-Request-Id", "a", "Retry-Attempt", "1"}
	first := s.create(t, auth.Local(), path, `{"access":{}}`, headers...)
	if again := s.create(t, auth.Local(), path, `{"access":{}}`, headers...); again != first || s.stored(t) != 1 {
		t.Errorf("the second repetition has %s, want %s; %d activities are stored", again, first, s.stored(t))
	}
}

// TestRepetitionWithOwnID: an id in the body identifies the activity, whatever the headers
// are.
func TestRepetitionWithOwnID(t *testing.T) {
	s := newItemServer(t)
	const path = "/v1.0/groups/g" + activities
	for _, headers := range [][]string{{"Client-Request-Id", "a"}, {"Client-Request-Id", "a"}, {"Client-Request-Id", "a", "Retry-Attempt", "1"}, {"Client-Request-Id", "b"}} {
		if id := s.create(t, auth.Local(), path, `{"id":"own","access":{}}`, headers...); id != "own" {
			t.Errorf("%v: the id is %s", headers, id)
		}
	}
	if n := s.stored(t); n != 1 {
		t.Errorf("%d activities are stored, want 1", n)
	}
}
