package cli

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"runtime"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"
)

// benchmarkedRequests are the bodies of requests. Each body is one of a kind if it has a number.
var benchmarkedRequests = map[string]func(n int64) string{
	"typename": func(int64) string { return `{"query":"{ __typename }"}` },
	"page": func(int64) string {
		return `{"query":"query Page($filter: ItemActivityFilter!) { itemActivities(filter: $filter, first: 50) { nodes {` +
			` id activityDateTime actor { user { id displayName } } } } }","variables":{"filter":{"driveItemId":"example-file"}}}`
	},
	"create": func(n int64) string {
		return fmt.Sprintf(`{"query":"mutation Record($input: ItemActivityInput!) { createItemActivity(groupId: \"example-group\",`+
			` activityId: \"example-activity\", statId: \"~allTime~example-file\", input: $input) { id } }",`+
			`"variables":{"input":{"access":{},"id":"01a20e93-c6ef-78cb-ab7c-%012x","actor":{"user":{"id":"ann"}}}}}`, n)
	},
}

// BenchmarkServe sends requests to the program over connections of this machine. It measures what
// surrounds the execution of an operation: net/http, the middleware and the access log, which is
// written to a file.
//
//	go test ./internal/cli -run '^$' -bench Serve
func BenchmarkServe(b *testing.B) {
	for _, request := range []string{"typename", "page", "create"} {
		for _, log := range [][]string{{"--log-level", "warn"}, {"--log-level", "info"}, {"--log-format", "json"}} {
			for _, connections := range []int{1, 64} {
				b.Run(fmt.Sprintf("%s/%s=%s/connections=%d", request, log[0][2:], log[1], connections), func(b *testing.B) {
					address := startProgram(b, log...)
					sendRequests(b, address, 1, 100, func(n int64) string { return benchmarkedRequests["create"](1<<40 + n) })
					b.ReportAllocs()
					b.ResetTimer()
					before := processorTime(b)
					sendRequests(b, address, connections, b.N, benchmarkedRequests[request])
					b.ReportMetric(float64((processorTime(b)-before).Microseconds())/float64(b.N), "cpu-µs/op")
				})
			}
		}
	}
}

// startProgram starts the server in development mode, with its log in a file, and returns its
// address. It stops at the end of the benchmark.
func startProgram(b *testing.B, args ...string) (address string) {
	b.Helper()
	log, err := os.Create(filepath.Join(b.TempDir(), "log"))
	if err != nil {
		b.Fatal(err)
	}
	defer func() {
		if address == "" {
			b.Fatal("the server does not start")
		}
	}()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		b.Fatal(err)
	}
	address = listener.Addr().String()
	listener.Close()
	ctx, stop := context.WithCancel(b.Context())
	var running sync.WaitGroup
	running.Go(func() {
		code := run(ctx, append([]string{"--addr", address, "--database", filepath.Join(b.TempDir(), "itemactivity.db")}, args...), nil, io.Discard, log)
		if code != exitDone {
			b.Errorf("the server ended with %d", code)
		}
	})
	processors := runtime.GOMAXPROCS(0) // the server adds some
	b.Cleanup(func() {
		stop()
		running.Wait()
		log.Close()
		runtime.GOMAXPROCS(processors)
	})
	for range 100 {
		if response, err := http.Get("http://" + address + "/readyz"); err == nil {
			response.Body.Close()
			if response.StatusCode == http.StatusOK {
				return address
			}
		}
		time.Sleep(50 * time.Millisecond)
	}
	return ""
}

// sendRequests sends requests over several connections.
func sendRequests(b *testing.B, address string, connections, requests int, body func(n int64) string) {
	b.Helper()
	var sent atomic.Int64
	var working sync.WaitGroup
	for range connections {
		working.Go(func() {
			c, err := net.Dial("tcp", address)
			if err != nil {
				b.Error(err)
				return
			}
			defer c.Close()
			r := bufio.NewReader(c)
			for n := sent.Add(1); n <= int64(requests); n = sent.Add(1) {
				text := body(n)
				fmt.Fprintf(c, "POST /graphql HTTP/1.1\r\nHost: %s\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n%s", address, len(text), text)
				if err := readResponse(r); err != nil {
					b.Error(err)
					return
				}
			}
		})
	}
	working.Wait()
}

// readResponse reads a response, and fails if it has errors.
func readResponse(r *bufio.Reader) error {
	length := -1
	for {
		line, err := r.ReadSlice('\n')
		if err != nil {
			return err
		}
		if len(line) <= 2 {
			break
		}
		if value, ok := bytes.CutPrefix(bytes.TrimSpace(line), []byte("Content-Length: ")); ok {
			if _, err := fmt.Sscan(string(value), &length); err != nil {
				return err
			}
		}
	}
	if length < 0 {
		return errors.New("the response has no length")
	}
	start, err := r.Peek(min(length, 8))
	if err != nil {
		return err
	}
	if string(start) != `{"data":` {
		text, _ := r.Peek(length)
		return fmt.Errorf("the response is %s", text)
	}
	_, err = r.Discard(length)
	return err
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
