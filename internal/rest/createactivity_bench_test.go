package rest_test

import (
	"bytes"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"os"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/itemactivity/itemactivity/internal/auth"
	"github.com/itemactivity/itemactivity/internal/telemetry/requestid"
)

// BenchmarkCreate creates the documented activity through REST and through GraphQL with the
// same document, in turns. It reports the processor times and their ratios. rest+id is with a
// new client-request-id for each request.
//
//	go test ./internal/rest -run '^$' -bench Create -benchtime 4000x
func BenchmarkCreate(b *testing.B) {
	s := newItemServer(b)
	document, err := os.ReadFile("routes/CreateItemActivity.graphql")
	if err != nil {
		b.Fatal(err)
	}
	var input bytes.Buffer
	if err := json.Compact(&input, []byte(documentedRequest)); err != nil {
		b.Fatal(err)
	}
	variables := `{"groupId":"g","itemActivityOLDId":"k","itemActivityStatId":"~allTime~i","input":` +
		strings.NewReplacer(`"@odata.type":"#microsoft.graph.itemActivity",`, "", `"@odata.type":"microsoft.graph.accessAction"`, "",
			`"@odata.type":"microsoft.graph.identitySet",`, "", `"@odata.type":"microsoft.graph.identity",`, "", `"@odata.type":"microsoft.graph.identity"`, "").Replace(input.String()) + `}`
	query, err := json.Marshal(string(document))
	if err != nil {
		b.Fatal(err)
	}
	const url = "/v1.0/me/joinedGroups/g" + activities
	fronts := []struct {
		name      string
		handler   http.Handler
		url, body string
		status    int
		newIDs    bool
		used      time.Duration
	}{
		{name: "graphql", handler: s.Handler, url: "/graphql", body: `{"query":` + string(query) + `,"variables":` + variables + `}`, status: http.StatusOK},
		{name: "rest", handler: s.rest, url: url, body: input.String(), status: http.StatusCreated},
		{name: "rest+id", handler: s.rest, url: url, body: input.String(), status: http.StatusCreated, newIDs: true},
	}
	ctx := auth.WithPrincipal(requestid.With(b.Context(), requestid.New()), auth.Local())
	const turn = 50
	b.ResetTimer()
	for done := 0; done < b.N; done += turn {
		for i := range fronts {
			front := &fronts[i]
			before := processorTime(b)
			for range turn {
				r := httptest.NewRequestWithContext(ctx, http.MethodPost, front.url, strings.NewReader(front.body))
				r.Header.Set("Content-Type", "application/json")
				if front.newIDs {
					r.Header.Set("Client-Request-Id", requestid.New())
				}
				w := httptest.NewRecorder()
				front.handler.ServeHTTP(w, r)
				if w.Code != front.status || !strings.Contains(w.Body.String(), "Display Name value") {
					b.Fatalf("%s: %d %s", front.name, w.Code, w.Body)
				}
			}
			front.used += processorTime(b) - before
		}
	}
	requests := float64((b.N + turn - 1) / turn * turn)
	for _, front := range fronts {
		b.ReportMetric(float64(front.used.Microseconds())/requests, front.name+"-cpu-µs/op")
	}
	for _, front := range fronts[1:] {
		b.ReportMetric(float64(front.used)/float64(fronts[0].used), front.name+"/graphql")
	}
}

// processorTime returns the processor time of this process.
func processorTime(b *testing.B) time.Duration {
	b.Helper()
	var used syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &used); err != nil {
		b.Fatal(err)
	}
	return time.Duration(used.Utime.Nano() + used.Stime.Nano())
}
