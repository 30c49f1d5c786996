package gqlhttp_test

import (
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	sdk "go.opentelemetry.io/otel/sdk/trace"
	"go.opentelemetry.io/otel/sdk/trace/tracetest"

	"github.com/itemactivity/itemactivity/internal/auth"
	"github.com/itemactivity/itemactivity/internal/engine"
	"github.com/itemactivity/itemactivity/internal/gqlhttp"
	"github.com/itemactivity/itemactivity/internal/gqlhttp/gqlhttptest"
	"github.com/itemactivity/itemactivity/internal/telemetry/operation"
	"github.com/itemactivity/itemactivity/models"
)

// TestObserve checks that telemetry and the span of an operation have its type, a bounded
// name, and the most severe code of its errors.
func TestObserve(t *testing.T) {
	s := gqlhttptest.NewServer(t)
	spans := tracetest.NewSpanRecorder()
	provider := sdk.NewTracerProvider(sdk.WithSpanProcessor(spans))
	endpoint := gqlhttp.NewHandler(engine.New(s.Store, engine.Options{
		Limits: engine.DefaultLimits(), WithoutPlans: gqlhttptest.WithoutPlans(), Names: operation.NewNames(time.Now, func(string) {}), Tracer: provider.Tracer(""), Logger: slog.New(slog.DiscardHandler),
	}))
	long := strings.Repeat("n", 100)
	for _, test := range []struct {
		body              string
		kind, name, label string
		code              models.Code
		span              string
	}{
		{`{"query":"query Look { me { id } }"}`, "query", "Look", "Look", "", "query Look"},
		{`{"query":"{ me { id } }"}`, "query", "", "anonymous", "", "query"},
		{`{"query":"query A { me { id } } query B { me { id } }","operationName":"B"}`, "query", "B", "B", "", "query B"},
		{`{"query":"query ` + long + ` { me { id } }"}`, "query", long[:64], "other", "", "query other"},
		{
			`{"query":"mutation Twice { a: deleteDriveItem(driveItemId: \"none\") { id } b: createGroup(input: {displayName: \"\"}) { id } }"}`,
			"mutation", "Twice", "Twice", models.NotFound, "mutation Twice",
		},
		{`{"query":"query Wrong { nothing }"}`, "", "", "", models.BadUserInput, ""},
		{`{"query":"query Long { me { id`, "", "", "", models.BadUserInput, ""},
	} {
		spans.Reset()
		r := httptest.NewRequest(http.MethodPost, "/graphql", strings.NewReader(test.body))
		r.Header.Set("Content-Type", jsonType)
		ctx, o := operation.With(auth.WithPrincipal(r.Context(), auth.Local()))
		endpoint.ServeHTTP(httptest.NewRecorder(), r.WithContext(ctx))
		if o.Type != test.kind || o.Name != test.name || o.Label != test.label || o.Code != test.code || (o.Duration > 0) != (test.kind != "") {
			t.Errorf("%s: %+v", test.body, o)
		}
		var names []string
		for _, ended := range spans.Ended() {
			names = append(names, ended.Name())
		}
		if got := strings.Join(names, ", "); got != test.span {
			t.Errorf("%s: the spans are %q, want %q", test.body, got, test.span)
		}
	}
}

// TestNamesOfACaller checks that the number of operation names of one caller is bounded.
// The other names have the label "other".
func TestNamesOfACaller(t *testing.T) {
	s := gqlhttptest.NewServer(t)
	labels := map[string]map[string]bool{}
	for _, caller := range []*auth.Principal{{UserID: "hostile"}, {UserID: "jane"}} {
		labels[string(caller.UserID)] = map[string]bool{}
		for n := range 60 {
			name := string(caller.UserID) + strings.Repeat("x", n%60)
			r := httptest.NewRequest(http.MethodPost, "/graphql", strings.NewReader(`{"query":"query `+name+` { __typename }"}`))
			r.Header.Set("Content-Type", jsonType)
			ctx, o := operation.With(auth.WithPrincipal(r.Context(), caller))
			s.Handler.ServeHTTP(httptest.NewRecorder(), r.WithContext(ctx))
			labels[string(caller.UserID)][o.Label] = true
		}
	}
	for caller, seen := range labels {
		if len(seen) != 51 || !seen["other"] {
			t.Errorf("%s has %d labels, want 50 names and other", caller, len(seen))
		}
	}
}
