// Package load is the load generator. It sends requests to a server over a fixed number of
// connections, each as soon as the response to the one before is read. It compares every
// response with the right one, byte for byte.
package load

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"net/url"
	"sync"
	"time"

	"github.com/prometheus/procfs"
)

// Options are the settings of a run.
type Options struct {
	URL         string
	Dialect     string
	Kind        Kind
	Connections int
	// Rows is the number of rows of a mutation. 0 is one row, with the mutation for a single
	// activity.
	Rows int
	// History has the activities that are stored before the measurement.
	History History
	// Warmup is the time of load before the measured Duration.
	Warmup, Duration time.Duration
	// Requests, if not 0, is the number of requests of each connection, and there is no time
	// limit.
	Requests int
	// PID is the process id of the server.
	PID  int
	Seed uint64
}

// Run sends requests until the time is over, and waits for the remaining responses. It returns
// an error if a response is neither the right one nor an error response.
func Run(ctx context.Context, o Options) (*Result, error) {
	target, err := url.Parse(o.URL)
	if err != nil {
		return nil, err
	}
	newRequests, err := o.requests()
	if err != nil {
		return nil, err
	}
	clients := make([]*client, o.Connections)
	for i := range clients {
		connection, err := dial(ctx, target)
		if err != nil {
			return nil, err
		}
		clients[i] = &client{options: o, requests: newRequests(o.Seed<<16 | uint64(i)), connection: connection}
	}
	begin := time.Now().Add(o.Warmup)
	for _, c := range clients {
		c.begin, c.end = begin, begin.Add(o.Duration)
	}
	return run(ctx, o, clients)
}

func run(ctx context.Context, o Options, clients []*client) (*Result, error) {
	errs := make([]error, len(clients)+1)
	total := &Result{Elapsed: o.Duration}
	var working sync.WaitGroup
	working.Go(func() { total.CPU, errs[len(clients)] = cpuBetween(ctx, o.PID, clients[0].begin, clients[0].end) })
	for i, c := range clients {
		working.Go(func() { errs[i] = c.work() })
	}
	working.Wait()
	var latencies []time.Duration
	for _, c := range clients {
		total.Acknowledged += c.result.Acknowledged
		total.Rows += c.result.Rows
		total.Rejected += c.result.Rejected
		if c.result.Rejection != "" {
			total.Rejection = c.result.Rejection
		}
		latencies = append(latencies, c.latencies...)
	}
	total.summarise(latencies)
	return total, errors.Join(errs...)
}

// cpuBetween returns the processor time that a process uses between two times.
func cpuBetween(ctx context.Context, pid int, begin, end time.Time) (time.Duration, error) {
	var at [2]time.Duration
	for i, when := range []time.Time{begin, end} {
		select {
		case <-time.After(time.Until(when)):
		case <-ctx.Done():
			return 0, ctx.Err()
		}
		var err error
		if at[i], err = cpuTime(pid); err != nil {
			return 0, err
		}
	}
	return at[1] - at[0], nil
}

// cpuTime returns the processor time that a process has used, in user and kernel mode.
func cpuTime(pid int) (time.Duration, error) {
	process, err := procfs.NewProc(pid)
	if err != nil {
		return 0, err
	}
	stat, err := process.Stat()
	return time.Duration(stat.CPUTime() * float64(time.Second)), err
}

// client sends the requests of one connection.
type client struct {
	options    Options
	begin, end time.Time
	requests   requests
	connection *connection
	result     Result
	latencies  []time.Duration
}

func (c *client) work() (err error) {
	defer func() { err = errors.Join(err, c.connection.conn.Close()) }()
	rows := int64(max(c.options.Rows, 1))
	var r request
	var want []byte
	for n := 0; ; n++ {
		r.body = r.body[:0]
		want = c.requests.append(&r, want[:0])
		sent := time.Now()
		if c.options.Requests > 0 && n == c.options.Requests || c.options.Requests == 0 && sent.After(c.end) {
			return nil
		}
		status, body, err := c.connection.post(r)
		if err != nil {
			return err
		}
		received := time.Now()
		if !sent.Before(c.begin) {
			c.latencies = append(c.latencies, received.Sub(sent))
		}
		if status != c.requests.status() || c.requests.rejected(body) {
			c.result.Rejected++
			c.result.Rejection = fmt.Sprintf("%d %.300s", status, body)
			continue
		}
		if got := bytes.TrimRight(body, "\n"); !bytes.Equal(got, want) {
			return fmt.Errorf("the response to\n%.1000s\nis\n%.1000s\nwant\n%.1000s", r.body, got, want)
		}
		if c.options.Kind.creates() {
			c.result.Acknowledged += rows
		}
		if !received.Before(c.begin) && received.Before(c.end) {
			c.result.Rows += rows
		}
	}
}
