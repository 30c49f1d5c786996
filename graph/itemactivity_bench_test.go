package graph_test

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"github.com/itemactivity/itemactivity/internal/auth"
	"github.com/itemactivity/itemactivity/internal/engine"
	"github.com/itemactivity/itemactivity/internal/gqlhttp"
	"github.com/itemactivity/itemactivity/internal/store"
	"github.com/itemactivity/itemactivity/internal/telemetry/requestid"
	"github.com/itemactivity/itemactivity/models"
)

// recording is a request as clients send it: the document is always the same, and only the
// variables change.
const recording = `{"query":"mutation Record($groupId: ID!, $activityId: ID!, $statId: ID!, $input: ItemActivityInput!) {` +
	` createItemActivity(groupId: $groupId, activityId: $activityId, statId: $statId, input: $input) {` +
	` id activityDateTime actor { application { id displayName } device { id displayName } user { id displayName } } } }",` +
	`"variables":{"groupId":"example-group","activityId":"example-activity","statId":"~allTime~example-file","input":{` +
	`"access":{},"id":"01a20e93-c6ef-78cb-ab7c-%012x","activityDateTime":"2017-01-01T00:02:10.8639373+03:00",` +
	`"actor":{"application":{"id":"application","displayName":"Application"},"device":{},"user":{"id":"user-%d","displayName":"User"}}}}}`

// BenchmarkCreateItemActivity records accesses through the handler, sequentially and
// concurrently. It counts the allocations of a mutation in the handler and in the store.
// Building the request allocates little.
//
//	go test ./graph -run '^$' -bench CreateItemActivity -benchmem
func BenchmarkCreateItemActivity(b *testing.B) {
	for _, plans := range []bool{true, false} {
		for _, clients := range []int{1, 64} {
			b.Run(fmt.Sprintf("plans=%t/clients=%d", plans, clients), func(b *testing.B) {
				ctx, endpoint := openEndpoint(b, plans)
				repeat(b, clients, func(n int64) error { return record(ctx, endpoint, n) })
			})
		}
	}
}

// recordMany is a request for a bulk, as the benchmark over HTTP sends it, and manyRow is one of its
// rows.
const (
	recordMany = `{"query":"mutation Record($inputs: [CreateItemActivityInput!]!) { createItemActivities(inputs: $inputs, atomic: true) { activity {` +
		` id activityDateTime actor { application { id displayName } device { id displayName } user { id displayName } } } } }",` +
		`"variables":{"inputs":[%s]}}`
	manyRow = `{"groupId":"example-group","activityId":"example-activity","statId":"~allTime~example-file","input":{` +
		`"access":{},"id":"01a20e93-c6ef-78cb-ab7c-%012x","activityDateTime":"2017-01-01T00:02:10.8639373+03:00",` +
		`"actor":{"application":{"id":"application","displayName":"Application"},"device":{},"user":{"id":"user-%d","displayName":"User"}}}}`
)

// BenchmarkCreateItemActivities records accesses through the handler, 1,000 with each request. One
// operation is a request.
func BenchmarkCreateItemActivities(b *testing.B) {
	for _, clients := range []int{1, 4} {
		b.Run(fmt.Sprintf("clients=%d", clients), func(b *testing.B) {
			ctx, endpoint := openEndpoint(b, true)
			repeat(b, clients, func(n int64) error {
				var rows strings.Builder
				rows.Grow(400 * models.MaxBulk)
				for i := range models.MaxBulk {
					if i > 0 {
						rows.WriteByte(',')
					}
					fmt.Fprintf(&rows, manyRow, n*models.MaxBulk+int64(i), i%100)
				}
				return send(ctx, endpoint, fmt.Sprintf(recordMany, rows.String()))
			})
		})
	}
}

// readPage is a request for a page of accesses, as the benchmark over HTTP sends it.
const readPage = `{"query":"query Page($filter: ItemActivityFilter!) { itemActivities(filter: $filter, first: 50) { nodes {` +
	` id activityDateTime actor { application { id displayName } device { id displayName } user { id displayName } } } } }",` +
	`"variables":{"filter":{"driveItemId":"example-file","activityDateTime":{"before":"2017-10-17T00:05:59.9437228+03:00"}}}}`

// BenchmarkPage reads a page of 50 accesses with their actors through the handler.
func BenchmarkPage(b *testing.B) {
	for _, plans := range []bool{true, false} {
		for _, clients := range []int{1, 64} {
			b.Run(fmt.Sprintf("plans=%t/clients=%d", plans, clients), func(b *testing.B) {
				ctx, endpoint := openEndpoint(b, plans)
				for n := range int64(100) {
					if err := record(ctx, endpoint, n); err != nil {
						b.Fatal(err)
					}
				}
				repeat(b, clients, func(int64) error { return send(ctx, endpoint, readPage) })
			})
		}
	}
}

// repeat calls a function b.N times in all, from several goroutines.
func repeat(b *testing.B, clients int, once func(n int64) error) {
	b.Helper()
	var sent atomic.Int64
	var working sync.WaitGroup
	b.ReportAllocs()
	b.ResetTimer()
	before := processorTime(b)
	for range clients {
		working.Go(func() {
			for n := sent.Add(1); n <= int64(b.N); n = sent.Add(1) {
				if err := once(n); err != nil {
					b.Error(err)
				}
			}
		})
	}
	working.Wait()
	b.ReportMetric(float64((processorTime(b)-before).Microseconds())/float64(b.N), "cpu-µs/op")
}

// openEndpoint opens the endpoint as it is served in development mode, with or without plans, and
// returns the context of a request.
func openEndpoint(b *testing.B, plans bool) (context.Context, http.Handler) {
	b.Helper()
	return newEndpoint(b, openStore(b), plans)
}

// openStore opens a store with the example.
func openStore(b *testing.B) *store.Store {
	b.Helper()
	s, err := store.Open(b.Context(), store.Config{Path: filepath.Join(b.TempDir(), "itemactivity.db"), Logger: slog.New(slog.DiscardHandler)})
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { s.Close() })
	if err := s.CreateExample(b.Context()); err != nil {
		b.Fatal(err)
	}
	return s
}

// newEndpoint returns the endpoint of a store, and the context of a request.
func newEndpoint(b *testing.B, s *store.Store, plans bool) (context.Context, http.Handler) {
	b.Helper()
	ctx := auth.WithPrincipal(requestid.With(b.Context(), requestid.New()), auth.Local())
	options := engine.Options{Limits: engine.DefaultLimits(), Introspection: true, WithoutPlans: !plans, Logger: slog.New(slog.DiscardHandler)}
	return ctx, gqlhttp.NewHandler(engine.New(s, options))
}

// processorTime returns the processor time of this process. Unlike elapsed time, it does
// not include waiting for the disk.
func processorTime(b *testing.B) time.Duration {
	b.Helper()
	var used syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &used); err != nil {
		b.Fatal(err)
	}
	return time.Duration(used.Utime.Nano() + used.Stime.Nano())
}

// record sends the access with a number, and fails if there is an error.
func record(ctx context.Context, endpoint http.Handler, n int64) error {
	return send(ctx, endpoint, fmt.Sprintf(recording, n, n%100))
}

// send sends a request, and fails if there is an error.
func send(ctx context.Context, endpoint http.Handler, body string) error {
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, "/graphql", strings.NewReader(body))
	if err != nil {
		return err
	}
	request.Header.Set("Content-Type", "application/json")
	answer := &responseText{header: http.Header{}}
	endpoint.ServeHTTP(answer, request)
	if !strings.HasPrefix(answer.String(), `{"data"`) {
		return errors.New(answer.String())
	}
	return nil
}

// responseText is a minimal http.ResponseWriter.
type responseText struct {
	header http.Header
	strings.Builder
}

func (w *responseText) Header() http.Header { return w.header }
func (w *responseText) WriteHeader(int)     {}
