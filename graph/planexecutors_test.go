package graph_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/itemactivity/itemactivity/internal/auth"
	"github.com/itemactivity/itemactivity/internal/engine"
	"github.com/itemactivity/itemactivity/internal/gqlhttp"
	"github.com/itemactivity/itemactivity/internal/gqlhttp/gqlhttptest"
	"github.com/itemactivity/itemactivity/internal/plan"
	"github.com/itemactivity/itemactivity/internal/telemetry/requestid"
)

// executors are two servers with equal databases. planned executes operations from plans, and
// interpreted with gqlgen.
type executors struct{ planned, interpreted executorUnderTest }

type executorUnderTest struct {
	*gqlhttptest.Server
	handler http.Handler
	// large is the number of operations that were too large for a plan, and unplanned that of the
	// others that were executed without one.
	large, unplanned *atomic.Int64
}

// differenceLimits are limits that reject none of the drawn documents.
func differenceLimits() engine.Limits {
	limits := gqlhttptest.WideLimits()
	limits.Fragments, limits.Directives = 1000, 1000
	return limits
}

// newExecutors returns executors with a copy of a database each.
func newExecutors(tb testing.TB, database []byte) executors {
	tb.Helper()
	open := func() executorUnderTest {
		s := gqlhttptest.NewServerWith(tb, gqlhttptest.Config{Limits: differenceLimits(), Database: database})
		s.SetClock(gqlhttptest.Start.Add(time.Hour))
		return executorUnderTest{Server: s, large: new(atomic.Int64), unplanned: new(atomic.Int64)}
	}
	return executors{open(), open()}.within(differenceLimits())
}

// within returns executors with the same databases and other limits.
func (e executors) within(limits engine.Limits) executors {
	for under, withoutPlans := range map[*executorUnderTest]bool{&e.planned: false, &e.interpreted: true} {
		under.handler = gqlhttp.NewHandler(engine.New(under.Store, engine.Options{
			Limits: limits, Introspection: true, WithoutPlans: withoutPlans, Logger: slog.New(slog.NewTextHandler(under.Log, nil)),
			Unplanned: func(reason string) {
				if plan.Reason(reason) == plan.Size {
					under.large.Add(1)
				} else {
					under.unplanned.Add(1)
				}
			},
		}))
	}
	return e
}

// small returns executors for responses of up to some sizes.
func (e executors) small() (small []executors) {
	limits := differenceLimits()
	for _, limits.ResponseBytes = range []int64{100, 300, 1000, 3000, 10_000} {
		small = append(small, e.within(limits))
	}
	return small
}

// close closes the databases and removes them.
func (e executors) close() error {
	var errs []error
	for _, s := range []*gqlhttptest.Server{e.planned.Server, e.interpreted.Server} {
		errs = append(errs, s.Store.Close(), os.RemoveAll(filepath.Dir(s.Path)))
	}
	return errors.Join(errs...)
}

// request is a request of a caller. All executors receive the same request id.
type request struct {
	caller        *auth.Principal
	body, id, key string
}

// newRequest returns a request without an idempotency key.
func newRequest(caller *auth.Principal, body string) request {
	return request{caller: caller, body: body, id: requestid.New()}
}

// ask sends a request and returns the response. The errors are sorted, because gqlgen's concurrent
// fields fail in no fixed order. They have their locations.
func (e executorUnderTest) ask(t rapid.TB, r request) string {
	ctx := requestid.With(context.Background(), r.id)
	if r.caller != nil {
		ctx = auth.WithPrincipal(ctx, r.caller)
	}
	sent := httptest.NewRequestWithContext(ctx, http.MethodPost, "/graphql", strings.NewReader(r.body))
	sent.Header.Set("Content-Type", "application/json")
	if r.key != "" {
		sent.Header.Set("Idempotency-Key", r.key)
	}
	recorder := httptest.NewRecorder()
	e.handler.ServeHTTP(recorder, sent)
	if n := e.unplanned.Load(); n > 0 {
		t.Errorf("%s is not executed from its plan", r.body)
	}
	text := recorder.Body.String()
	if !strings.Contains(text, `"errors"`) {
		return text
	}
	var response struct{ Errors []json.RawMessage }
	if err := json.Unmarshal([]byte(text), &response); err != nil {
		t.Fatalf("%v in %s", err, text)
	}
	slices.SortFunc(response.Errors, func(a, b json.RawMessage) int { return bytes.Compare(a, b) })
	_, data, _ := strings.Cut(text, `],"data":`)
	return fmt.Sprintf("%d %s\n\"data\":%s", recorder.Code, response.Errors, data)
}

// cursorText matches a cursor. The cursor of a list contains the id of the object with the list.
var cursorText = regexp.MustCompile(`"[\w-]{44,}"`)

// withoutOwn replaces the ids that the server generated, and cursors.
func withoutOwn(text string) string {
	return cursorText.ReplaceAllString(madeID.ReplaceAllString(text, "an id"), `"a cursor"`)
}
