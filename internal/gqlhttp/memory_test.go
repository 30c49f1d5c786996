package gqlhttp_test

import (
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"

	"github.com/itemactivity/itemactivity/internal/auth"
	"github.com/itemactivity/itemactivity/internal/engine"
	"github.com/itemactivity/itemactivity/internal/gqlhttp/gqlhttptest"
)

// unfinishedBody is a request body of nearly 1 MiB that is never complete. It arrives in
// pieces, as from a network. After the last piece, Read blocks until end is closed and then
// fails.
type unfinishedBody struct {
	left    int
	arrived chan struct{}
	end     <-chan struct{}
}

const unfinishedBytes = 1<<20 - 100

func (b *unfinishedBody) Read(p []byte) (int, error) {
	if b.left == 0 {
		close(b.arrived)
		<-b.end
		return 0, io.ErrUnexpectedEOF
	}
	n := min(len(p), 16<<10, b.left)
	b.left -= n
	for i := range p[:n] {
		p[i] = ' '
	}
	return n, nil
}

// sendUnfinishedBodies sends unfinished bodies, one after another, until there are n or one
// is rejected. It returns the number of requests that still wait for their body, the
// response to the rejected one, and a function that ends the requests.
func sendUnfinishedBodies(t *testing.T, s *gqlhttptest.Server, n int) (held int, rejected *httptest.ResponseRecorder, end func()) {
	t.Helper()
	var sending sync.WaitGroup
	stop := make(chan struct{})
	end = sync.OnceFunc(func() {
		close(stop)
		sending.Wait()
	})
	t.Cleanup(end)
	for held < n && rejected == nil {
		body := &unfinishedBody{unfinishedBytes, make(chan struct{}), stop}
		responses := make(chan *httptest.ResponseRecorder, 1)
		r := gqlhttptest.NewPost(t, body)
		sending.Go(func() {
			recorder, _ := s.Do(r, auth.Local())
			responses <- recorder
		})
		select {
		case <-body.arrived:
			held++
		case rejected = <-responses:
		}
	}
	return held, rejected, end
}

// newSmallMemoryServer returns a server with 28 MiB for requests and a reserve of 4 MiB.
func newSmallMemoryServer(t *testing.T) *gqlhttptest.Server {
	t.Helper()
	s := gqlhttptest.NewExampleServer(t)
	limits := engine.DefaultLimits()
	limits.InFlightBytes, limits.CallerInFlightBytes = 32<<20, 16<<20
	s.SetLimits(limits)
	return s
}

func wantUnavailable(t *testing.T, what string, got *httptest.ResponseRecorder) {
	t.Helper()
	if got.Code != http.StatusServiceUnavailable || got.Header().Get("Retry-After") == "" || !strings.Contains(got.Body.String(), `"code":"UNAVAILABLE"`) {
		t.Errorf("%s: status %d, body %.300s", what, got.Code, got.Body)
	}
}

// TestArrivingBodiesReserveMemory checks that each byte of a large body counts twice while
// the body arrives, because the buffer doubles. A caller with too many such bodies is
// rejected, and other callers are served. A failed request releases its memory.
func TestArrivingBodiesReserveMemory(t *testing.T) {
	s := newSmallMemoryServer(t)
	for range 2 {
		held, rejected, end := sendUnfinishedBodies(t, s, 30)
		if rejected == nil || held > 14 || held < 12 {
			t.Errorf("%d bodies of 1 MiB are held, want at most 14 in 28 MiB", held)
		} else {
			wantUnavailable(t, "one more body", rejected)
		}
		other, _ := s.Do(gqlhttptest.NewPost(t, strings.NewReader(createGroupBody("g"))), &auth.Principal{UserID: "other", Scopes: auth.Local().Scopes})
		if other.Code != http.StatusOK {
			t.Errorf("another caller: status %d, body %s", other.Code, other.Body)
		}
		end()
	}
}

// TestExecutionReservesMemory leaves 4 MiB of memory free. A small request succeeds. A
// request with a large body or with many fields is rejected before it is executed.
func TestExecutionReservesMemory(t *testing.T) {
	s := newSmallMemoryServer(t)
	held, rejected, end := sendUnfinishedBodies(t, s, 12)
	if rejected != nil {
		t.Fatalf("only %d bodies are held: %d %s", held, rejected.Code, rejected.Body)
	}
	const days = `{"query":"{ driveItem(id: \"example-file\") { analytics { activitiesByInterval(startDateTime: \"2023-01-01T00:00:00Z\", endDateTime: \"2024-01-01T00:00:00Z\", interval: DAY) { ` +
		`access { actionCount actorCount } create { actionCount actorCount } edit { actionCount actorCount } delete { actionCount actorCount } move { actionCount actorCount } } } } }"}`
	large := createGroupBody("large")
	large += strings.Repeat(" ", 1<<20-len(large))
	for what, body := range map[string]string{"a large body": large, "an expensive query": days} {
		got, _ := s.Do(gqlhttptest.NewPost(t, strings.NewReader(body)), auth.Local())
		wantUnavailable(t, what, got)
	}
	if got := s.Text(t, `{"query":"{ group(id: \"large\") { id } }"}`); got != `{"data":{"group":null}}` {
		t.Errorf("the response to a small query is %s", got)
	}
	end()
	for what, body := range map[string]string{"a large body": large, "an expensive query": days} {
		if got, _ := s.Do(gqlhttptest.NewPost(t, strings.NewReader(body)), auth.Local()); got.Code != http.StatusOK || strings.Contains(got.Body.String(), `"errors"`) {
			t.Errorf("%s with free memory: status %d, body %.300s", what, got.Code, got.Body)
		}
	}
}

// slowWriter is the response writer of a client that reads nothing until read is closed.
// It closes begun at the first write.
type slowWriter struct {
	*httptest.ResponseRecorder
	begun chan struct{}
	read  chan struct{}
	once  sync.Once
}

func (w *slowWriter) Write(p []byte) (int, error) {
	w.once.Do(func() { close(w.begun) })
	<-w.read
	return w.ResponseRecorder.Write(p)
}

// TestMutationWithoutMemoryIsNotStored checks that a mutation is rejected before it is
// executed if there is no memory for its response. Another caller is served meanwhile. The
// mutation succeeds when memory is free.
func TestMutationWithoutMemoryIsNotStored(t *testing.T) {
	s := gqlhttptest.NewServer(t)
	if err := s.Store.CreateExample(t.Context()); err != nil {
		t.Fatal(err)
	}
	limits := engine.DefaultLimits()
	limits.InFlightBytes, limits.CallerInFlightBytes, limits.ResponseBytes = 32<<20, 16<<20, 64<<20
	s.SetLimits(limits)
	mine := auth.WithPrincipal(t.Context(), auth.Local())
	long := httptest.NewRequestWithContext(mine, http.MethodPost, "/graphql", strings.NewReader(
		`{"query":"{ driveItem(id: \"example-file\") { analytics { activitiesByInterval(startDateTime: \"2021-01-01T00:00:00Z\", endDateTime: \"2023-09-01T00:00:00Z\", interval: DAY) { `+
			strings.Repeat("A", 30_000)+`: id } } } }"}`))
	long.Header.Set("Content-Type", jsonType)
	w := &slowWriter{httptest.NewRecorder(), make(chan struct{}), make(chan struct{}), sync.Once{}}
	var sending sync.WaitGroup
	sending.Go(func() { s.Handler.ServeHTTP(w, long) })
	<-w.begun
	send := func(caller *auth.Principal, id string) *httptest.ResponseRecorder {
		t.Helper()
		recorder, _ := s.Do(gqlhttptest.NewPost(t, strings.NewReader(createGroupBody(id))), caller)
		return recorder
	}
	wantUnavailable(t, "a mutation without free memory", send(auth.Local(), "rejected"))
	if other := send(&auth.Principal{UserID: "other", Scopes: auth.Local().Scopes}, "other"); other.Code != http.StatusOK || strings.Contains(other.Body.String(), `"errors"`) {
		t.Errorf("another caller: status %d, body %s", other.Code, other.Body)
	}
	close(w.read)
	sending.Wait()
	if w.Code != http.StatusOK || w.Body.Len() < 900*30_000 {
		t.Errorf("the long response has the status %d and %d bytes", w.Code, w.Body.Len())
	}
	if got := s.Text(t, `{"query":"{ group(id: \"rejected\") { id } }"}`); got != `{"data":{"group":null}}` {
		t.Errorf("the rejected mutation was executed: %s", got)
	}
	if again := send(auth.Local(), "rejected"); again.Code != http.StatusOK || strings.Contains(again.Body.String(), `"errors"`) {
		t.Errorf("the mutation with free memory: status %d, body %s", again.Code, again.Body)
	}
}
