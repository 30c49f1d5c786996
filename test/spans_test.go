package test

import (
	"bytes"
	"net/http"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"

	otlp "go.opentelemetry.io/proto/otlp/trace/v1"
)

// traced starts a server with environment variables of OpenTelemetry.
func traced(t *testing.T, variables ...string) *server {
	t.Helper()
	command := serving(built(t, program), filepath.Join(t.TempDir(), "a.db"))
	command.Env = append(command.Environ(), variables...)
	return startCommand(t, command)
}

// TestSpans: the spans of a request, its operation and its commit must belong to one trace,
// which is that of the client if the request has a Traceparent header. The log must have the
// trace id. The spans must not contain any data of the request, or the address of the client.
func TestSpans(t *testing.T) {
	t.Parallel()
	r := newTraceCollector(t)
	s := traced(t, "OTEL_EXPORTER_OTLP_ENDPOINT="+r.URL)
	const parent = "0123456789abcdef0123456789abcdef"
	header := http.Header{"Traceparent": {"00-" + parent + "-0123456789abcdef-01"}, "User-Agent": {"private-agent"}}
	query := `mutation Make($id: ID) { createGroup(input: {id: $id, displayName: "private-name"}) { id } }`
	if _, err := s.post(request{query, map[string]any{"id": "private-id"}}, header); err != nil {
		t.Fatal(err)
	}
	s.graphql(t, `query Look { me { id } }`, nil, new(any))
	if _, _, err := s.fetch(s.url + "readyz"); err != nil {
		t.Fatal(err)
	}
	s.stop(t) // it sends the remaining spans

	operation, commits := r.one(t, "mutation Make"), r.named("commit")
	if got := traceOf(operation); got != parent {
		t.Errorf("the trace id is %s, want that of the client", got)
	}
	requests := r.named("POST /graphql")
	of := slices.IndexFunc(requests, func(s *otlp.Span) bool { return traceOf(s) == parent })
	if len(requests) != 2 || of < 0 || !bytes.Equal(operation.ParentSpanId, requests[of].SpanId) {
		t.Errorf("the parent of the operation is not its request: %v, %v", operation, requests)
	}
	for _, commit := range commits {
		if !bytes.Equal(commit.ParentSpanId, operation.SpanId) || traceOf(commit) != parent || len(commit.Links) != 1 || !bytes.Equal(commit.Links[0].SpanId, operation.SpanId) {
			t.Errorf("the parent or the link of the commit is not its operation: %v", commit)
		}
	}
	if look := r.one(t, "query Look"); traceOf(look) == parent || attribute(look, "itemactivity.request_id") == "" {
		t.Errorf("the span of the other request is %v", look)
	}
	line := regexp.MustCompile(`msg=request .*operation=Make.*`).FindString(s.logged())
	if id := attribute(operation, "itemactivity.request_id"); !strings.Contains(line, "trace_id="+parent) || id == "" || !strings.Contains(line, "request_id="+id) {
		t.Errorf("the log does not have the trace id and the request id: %q", line)
	}
	for _, private := range []string{"private", "createGroup", "client.address", "network.peer"} {
		if bytes.Contains(r.raw, []byte(private)) {
			t.Errorf("the spans contain %q", private)
		}
	}
	// The group and its caller are stored in one commit.
	if len(commits) != 1 || len(r.spans) != 5 {
		t.Errorf("there are %d spans with %d commits, want 5: 1 commit, 2 requests and 2 operations", len(r.spans), len(commits))
	}
}

// TestSpansOfRoutes: the spans of REST requests are named by their routes. They have no id of
// the data, also if the path is unknown.
func TestSpansOfRoutes(t *testing.T) {
	t.Parallel()
	r := newTraceCollector(t)
	s := traced(t, "OTEL_EXPORTER_OTLP_ENDPOINT="+r.URL)
	for _, path := range []string{"v1.0/groups/private-group/drive/items/private-item/analytics/allTime?$select=private", "beta/me", "v1.0/private/private"} {
		if _, _, err := s.fetch(s.url + path); err != nil {
			t.Fatal(err)
		}
	}
	s.stop(t)
	const route = "/v1.0/groups/{groupId}/drive/items/{driveItemId}/analytics/allTime"
	if span := r.one(t, "GET "+route); attribute(span, "http.route") != route {
		t.Errorf("the span is %v", span)
	}
	request, operation := r.one(t, "GET /beta/me"), r.one(t, "query GetMe")
	if !bytes.Equal(operation.ParentSpanId, request.SpanId) {
		t.Errorf("the parent of the operation is not its request: %v, %v", operation, request)
	}
	r.one(t, "GET /v1.0")
	if bytes.Contains(r.raw, []byte("private")) {
		t.Error("the spans contain ids")
	}
}

// TestCommitSpanLinksItsOperations: concurrent mutations share commits. The span of a commit
// must link the spans of its operations, but not more than 64 of them. With
// OTEL_PROPAGATORS=none, the server must ignore the trace context of the client, including
// its decision not to sample.
func TestCommitSpanLinksItsOperations(t *testing.T) {
	t.Parallel()
	r := newTraceCollector(t)
	s := traced(t, "OTEL_TRACES_EXPORTER=otlp", "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT="+r.URL+"/v1/traces", "OTEL_PROPAGATORS=none")
	const mutations = 100
	var sending sync.WaitGroup
	for range mutations {
		sending.Go(func() {
			header := http.Header{"Traceparent": {"00-0123456789abcdef0123456789abcdef-0123456789abcdef-00"}}
			if _, err := s.post(request{Query: `mutation Make { createGroup(input: {displayName: "x"}) { id } }`}, header); err != nil {
				t.Error(err)
			}
		})
	}
	sending.Wait()
	s.stop(t)
	linked := map[string]bool{}
	for _, commit := range r.named("commit") {
		for _, link := range commit.Links {
			linked[string(link.SpanId)] = true
		}
		if len(commit.Links) > 64 {
			t.Errorf("the span of a commit has %d links, want at most 64", len(commit.Links))
		}
	}
	operations := r.named("mutation Make")
	if len(operations) != mutations {
		t.Errorf("there are %d spans of operations, want %d", len(operations), mutations)
	}
	missing := 0
	for _, o := range operations {
		if !linked[string(o.SpanId)] {
			missing++
		}
	}
	if missing > mutations-64 {
		t.Errorf("%d operations are not linked by a commit, want at most %d", missing, mutations-64)
	}
}

// TestUnreachableTraceCollector: if the collector cannot be reached, the server must still
// stop cleanly, and must log one warning only.
func TestUnreachableTraceCollector(t *testing.T) {
	t.Parallel()
	s := traced(t, "OTEL_EXPORTER_OTLP_ENDPOINT=http://127.0.0.1:9", "OTEL_BSP_SCHEDULE_DELAY=20")
	for range 20 {
		s.graphql(t, `{ me { id } }`, nil, new(any))
	}
	s.stop(t)
	if lines := strings.Count(s.logged(), `level=WARN msg="traces`); lines != 1 {
		t.Errorf("the log has %d warnings about traces, want 1:\n%s", lines, s.logged())
	}
}

// TestTracesOff: the variables that switch traces off must do so, even if there is an
// endpoint.
func TestTracesOff(t *testing.T) {
	t.Parallel()
	r := newTraceCollector(t)
	for _, off := range []string{"OTEL_SDK_DISABLED=true", "OTEL_TRACES_EXPORTER=none"} {
		s := traced(t, "OTEL_EXPORTER_OTLP_ENDPOINT="+r.URL, off)
		s.graphql(t, `{ me { id } }`, nil, new(any))
		s.stop(t)
		if strings.Contains(s.logged(), "trace") {
			t.Errorf("%s: the log mentions traces: %s", off, s.logged())
		}
	}
	if len(r.spans) > 0 {
		t.Errorf("the collector received %v", r.spans)
	}
}
