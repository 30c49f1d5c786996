// Package load sends records to a server as fast as it takes them, over a fixed
// number of connections, and believes nothing: every answer is compared, byte for
// byte, with the only one that is right.
package load

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"sync"
	"time"

	"github.com/prometheus/procfs"
)

// Options are what to send where.
type Options struct {
	URL         string
	Dialect     string
	Connections int
	// Rows is the number of rows of a request; 0 is one, by the mutation for one.
	Rows int
	// Warmup comes before the measured Duration.
	Warmup, Duration time.Duration
	// Requests, if not 0, are what each connection sends, instead of a time.
	Requests int
	// PID is the server's process.
	PID  int
	Seed uint64
}

// Run sends until the time is over, and waits for the answers that are missing
// then. It fails at the first answer that is neither right nor an error.
func Run(ctx context.Context, o Options) (*Result, error) {
	target, err := url.Parse(o.URL)
	if err != nil {
		return nil, err
	}
	dialect, err := newDialect(o.Dialect, o.Rows > 0)
	if err != nil {
		return nil, err
	}
	clients := make([]*client, o.Connections)
	for i := range clients {
		connection, err := dial(ctx, target)
		if err != nil {
			return nil, err
		}
		clients[i] = &client{options: o, dialect: dialect, connection: connection, workload: newWorkload(o.Seed<<16 | uint64(i))}
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
		total.Refused += c.result.Refused
		if c.result.Refusal != "" {
			total.Refusal = c.result.Refusal
		}
		latencies = append(latencies, c.latencies...)
	}
	total.summarise(latencies)
	return total, errors.Join(errs...)
}

// cpuBetween returns what a process spends on processors between two times.
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

// cpuTime returns the time that a process has spent on processors so far, in user
// and in kernel mode.
func cpuTime(pid int) (time.Duration, error) {
	process, err := procfs.NewProc(pid)
	if err != nil {
		return 0, err
	}
	stat, err := process.Stat()
	return time.Duration(stat.CPUTime() * float64(time.Second)), err
}

// client is what one connection sends.
type client struct {
	options    Options
	begin, end time.Time
	dialect    dialect
	workload   *workload
	connection *connection
	result     Result
	latencies  []time.Duration
}

func (c *client) work() (err error) {
	defer func() { err = errors.Join(err, c.connection.conn.Close()) }()
	records := make([]record, max(c.options.Rows, 1))
	var request, want []byte
	for n := 0; ; n++ {
		for i := range records {
			records[i] = c.workload.next()
		}
		request, want = c.dialect.append(request[:0], want[:0], records)
		sent := time.Now()
		if c.options.Requests > 0 && n == c.options.Requests || c.options.Requests == 0 && sent.After(c.end) {
			return nil
		}
		status, body, err := c.connection.post(request)
		if err != nil {
			return err
		}
		answered := time.Now()
		if !sent.Before(c.begin) {
			c.latencies = append(c.latencies, answered.Sub(sent))
		}
		if status != http.StatusOK || c.dialect.refused(body) {
			c.result.Refused++
			c.result.Refusal = fmt.Sprintf("%d %.300s", status, body)
			continue
		}
		if got := bytes.TrimRight(body, "\n"); !bytes.Equal(got, want) {
			return fmt.Errorf("the answer to\n%.1000s\nis\n%.1000s\nand should be\n%.1000s", request, got, want)
		}
		c.result.Acknowledged += int64(len(records))
		if !answered.Before(c.begin) && answered.Before(c.end) {
			c.result.Rows += int64(len(records))
		}
	}
}
