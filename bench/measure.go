package main

import (
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"syscall"

	"github.com/itemactivity/itemactivity/bench/load"
)

// cell is the load of one measurement: the kind of the requests, the number of connections, and
// the number of rows of a mutation. 0 rows is one row, with the mutation for a single activity.
type cell struct {
	kind              load.Kind
	connections, rows int
}

// cells returns the measurements of a round in their order.
func (o options) cells() (all []cell) {
	for _, n := range o.connections {
		all = append(all, cell{load.Create, n, 0})
	}
	if o.bulkRows > 0 {
		all = append(all, cell{load.Create, o.bulkConnections, o.bulkRows})
	}
	if o.stored == 0 {
		return all
	}
	for _, kind := range []load.Kind{load.Page, load.Interval} {
		for _, n := range o.readConnections {
			all = append(all, cell{kind, n, 0})
		}
	}
	return all
}

// takes reports whether a contestant is measured in a cell.
func (c *contestant) takes(at cell) bool {
	switch at.kind {
	case load.Page:
		return c.pages
	case load.Interval:
		return c.product && !c.front
	}
	return !c.front || at.rows == 0 // Graph has no bulk requests
}

// measured is the result of one round in a cell.
type measured struct {
	*load.Result
	peak int64
}

// measure measures all cells in each round. The contestants take turns at each cell, in
// another order each time, so that a disturbance of the machine affects all of them, and no
// contestant always follows the same one.
func measure(ctx context.Context, o options, all []*contestant) error {
	turn := 0
	for round := range o.rounds {
		for _, cell := range o.cells() {
			for i, at := range rand.New(rand.NewPCG(uint64(turn), 0)).Perm(len(all)) { //nolint:gosec // an order, the same in each run
				c := all[at]
				if !c.takes(cell) {
					continue
				}
				if err := c.measure(ctx, o, cell, uint64(turn*len(all)+i+1)); err != nil {
					return err
				}
			}
			turn++
			fmt.Fprintf(os.Stderr, "round %d of %d: %s, %d connections, %d rows per request\n", round+1, o.rounds, cell.kind, cell.connections, max(cell.rows, 1))
		}
	}
	for _, c := range all {
		if c.acknowledged == 0 {
			return fmt.Errorf("%s acknowledged no rows", c.name)
		}
	}
	return nil
}

func (c *contestant) measure(ctx context.Context, o options, at cell, seed uint64) error {
	if err := resetPeakMemory(c.server.pid); err != nil {
		return err
	}
	if !o.short {
		// Write back what the contestant before has left in the page cache.
		syscall.Sync()
	}
	result, err := startLoad(ctx, load.Options{
		URL: c.server.url + c.api.path, Dialect: c.api.dialect, PID: c.server.pid, Seed: seed,
		Kind: at.kind, History: o.history, Connections: at.connections, Rows: at.rows, Warmup: o.duration / 5, Duration: o.duration,
	})
	if err != nil {
		return fmt.Errorf("%s: %w", c.name, err)
	}
	held, err := memoryOf(c.server.pid)
	if err != nil {
		return err
	}
	c.acknowledged += result.Acknowledged
	c.cells[at] = append(c.cells[at], measured{result, held.peak})
	if c.product && result.Rejected > 0 {
		return fmt.Errorf("%s rejected %d requests: %s", c.name, result.Rejected, result.Rejection)
	}
	return nil
}
