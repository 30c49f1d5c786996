package gqlhttp_test

import (
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"

	"github.com/itemactivity/itemactivity/internal/auth"
	"github.com/itemactivity/itemactivity/internal/gqlhttp"
	"github.com/itemactivity/itemactivity/internal/gqlhttp/gqlhttptest"
)

// lateBody is a body of nearly 1 MiB whose end does not come until it breaks off. It
// arrives in pieces, as from a network.
type lateBody struct {
	left    int
	arrived chan struct{}
	end     <-chan struct{}
}

const lateBytes = 1<<20 - 100

func (b *lateBody) Read(p []byte) (int, error) {
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

// lateBodies sends bodies that do not end, one after the other, until there are n or
// one is refused. It returns how many are held, the refusal, and what ends them.
func lateBodies(t *testing.T, s *gqlhttptest.Server, n int) (held int, refused *httptest.ResponseRecorder, end func()) {
	t.Helper()
	var sending sync.WaitGroup
	stop := make(chan struct{})
	end = sync.OnceFunc(func() {
		close(stop)
		sending.Wait()
	})
	t.Cleanup(end)
	for held < n && refused == nil {
		body := &lateBody{lateBytes, make(chan struct{}), stop}
		answered := make(chan *httptest.ResponseRecorder, 1)
		r := gqlhttptest.NewPost(t, body)
		sending.Go(func() {
			recorder, _ := s.Do(r, auth.Local())
			answered <- recorder
		})
		select {
		case <-body.arrived:
			held++
		case refused = <-answered:
		}
	}
	return held, refused, end
}

// newSmallMemoryServer returns a server with 28 MiB for requests and a reserve of 4 MiB.
func newSmallMemoryServer(t *testing.T) *gqlhttptest.Server {
	t.Helper()
	s := gqlhttptest.NewExampleServer(t)
	limits := gqlhttp.DefaultLimits()
	limits.InFlightBytes, limits.CallerInFlightBytes = 32<<20, 16<<20
	s.SetLimits(limits)
	return s
}

func wantUnavailable(t *testing.T, what string, got *httptest.ResponseRecorder) {
	t.Helper()
	if got.Code != http.StatusServiceUnavailable || got.Header().Get("Retry-After") == "" || !strings.Contains(got.Body.String(), `"code":"UNAVAILABLE"`) {
		t.Errorf("%s is answered %d %.300s", what, got.Code, got.Body)
	}
}

// TestArrivingBodiesReserveMemory: each byte of a large body counts twice while it
// arrives, because the buffer doubles. A caller that sends too many at a time is refused;
// other callers are served. The memory of a broken request is given back.
func TestArrivingBodiesReserveMemory(t *testing.T) {
	s := newSmallMemoryServer(t)
	for range 2 {
		held, refused, end := lateBodies(t, s, 30)
		if refused == nil || held > 14 || held < 12 {
			t.Errorf("%d bodies of 1 MiB are held, want 14 at most in 28 MiB", held)
		} else {
			wantUnavailable(t, "one more", refused)
		}
		other, _ := s.Do(gqlhttptest.NewPost(t, strings.NewReader(createGroupBody("g"))), &auth.Principal{UserID: "other", Scopes: auth.Local().Scopes})
		if other.Code != http.StatusOK {
			t.Errorf("another caller is answered %d %s", other.Code, other.Body)
		}
		end()
	}
}

// TestWorkReservesMemory: with 4 MiB left a small request is answered. One with a large
// body or with many fields is refused before it is executed.
func TestWorkReservesMemory(t *testing.T) {
	s := newSmallMemoryServer(t)
	held, refused, end := lateBodies(t, s, 12)
	if refused != nil {
		t.Fatalf("only %d bodies are held: %d %s", held, refused.Code, refused.Body)
	}
	const days = `{"query":"{ driveItem(id: \"example-file\") { analytics { activitiesByInterval(startDateTime: \"2023-01-01T00:00:00Z\", endDateTime: \"2024-01-01T00:00:00Z\", interval: DAY) { ` +
		`access { actionCount actorCount } create { actionCount actorCount } edit { actionCount actorCount } delete { actionCount actorCount } move { actionCount actorCount } } } } }"}`
	large := createGroupBody("large")
	large += strings.Repeat(" ", 1<<20-len(large))
	for what, body := range map[string]string{"a large body": large, "a dear query": days} {
		got, _ := s.Do(gqlhttptest.NewPost(t, strings.NewReader(body)), auth.Local())
		wantUnavailable(t, what, got)
	}
	if got := s.Text(t, `{"query":"{ group(id: \"large\") { id } }"}`); got != `{"data":{"group":null}}` {
		t.Errorf("a small query is answered %s", got)
	}
	end()
	for what, body := range map[string]string{"a large body": large, "a dear query": days} {
		if got, _ := s.Do(gqlhttptest.NewPost(t, strings.NewReader(body)), auth.Local()); got.Code != http.StatusOK || strings.Contains(got.Body.String(), `"errors"`) {
			t.Errorf("with room %s is answered %d %.300s", what, got.Code, got.Body)
		}
	}
}

// slowWriter is a client that reads nothing until take is closed.
type slowWriter struct {
	*httptest.ResponseRecorder
	begun chan struct{}
	take  chan struct{}
	once  sync.Once
}

func (w *slowWriter) Write(p []byte) (int, error) {
	w.once.Do(func() { close(w.begun) })
	<-w.take
	return w.ResponseRecorder.Write(p)
}

// TestMutationWithoutMemoryIsNotStored: a mutation without memory for its answer is refused
// before it is stored, and stored when there is memory. Another caller is served meanwhile.
func TestMutationWithoutMemoryIsNotStored(t *testing.T) {
	s := gqlhttptest.NewServer(t)
	if err := s.Store.CreateExample(t.Context()); err != nil {
		t.Fatal(err)
	}
	limits := gqlhttp.DefaultLimits()
	limits.InFlightBytes, limits.CallerInFlightBytes, limits.AnswerBytes = 32<<20, 16<<20, 64<<20
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
	refused := send(auth.Local(), "refused")
	if refused.Code != http.StatusServiceUnavailable || refused.Header().Get("Retry-After") == "" || !strings.Contains(refused.Body.String(), `"code":"UNAVAILABLE"`) {
		t.Errorf("without room it is answered %d %s", refused.Code, refused.Body)
	}
	if other := send(&auth.Principal{UserID: "other", Scopes: auth.Local().Scopes}, "others"); other.Code != http.StatusOK || strings.Contains(other.Body.String(), `"errors"`) {
		t.Errorf("another caller is answered %d %s", other.Code, other.Body)
	}
	close(w.take)
	sending.Wait()
	if w.Code != http.StatusOK || w.Body.Len() < 900*30_000 {
		t.Errorf("the long answer is %d with %d bytes", w.Code, w.Body.Len())
	}
	if answer := s.Text(t, `{"query":"{ group(id: \"refused\") { id } }"}`); answer != `{"data":{"group":null}}` {
		t.Errorf("what was refused is stored: %s", answer)
	}
	if again := send(auth.Local(), "refused"); again.Code != http.StatusOK || strings.Contains(again.Body.String(), `"errors"`) {
		t.Errorf("with room it is answered %d %s", again.Code, again.Body)
	}
}
