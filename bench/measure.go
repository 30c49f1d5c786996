package main

import (
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"syscall"

	"github.com/itemactivity/itemactivity/bench/load"
)

// cell is the load of one measurement: the number of connections, and the number of rows of a
// request. 0 rows is one row, with the mutation for a single activity.
type cell struct{ connections, rows int }

// measured is the result of one round in a cell.
type measured struct {
	*load.Result
	peak int64
}

// measure measures all cells in each round. The contestants take turns at each cell, in
// another order each time, so that a disturbance of the machine affects all of them, and no
// contestant always follows the same one.
func measure(ctx context.Context, o options, all []*contestant) error {
	var cells []cell
	for _, n := range o.connections {
		cells = append(cells, cell{connections: n})
	}
	if o.bulkRows > 0 {
		cells = append(cells, cell{o.bulkConnections, o.bulkRows})
	}
	turn := 0
	for round := range o.rounds {
		for _, cell := range cells {
			for i, at := range rand.New(rand.NewPCG(uint64(turn), 0)).Perm(len(all)) { //nolint:gosec // an order, the same in each run
				c := all[at]
				if c.front && cell.rows > 0 {
					continue // Graph has no bulk requests
				}
				if err := c.measure(ctx, o, cell, uint64(turn*len(all)+i+1)); err != nil {
					return err
				}
			}
			turn++
			fmt.Fprintf(os.Stderr, "round %d of %d: %d connections, %d rows per request\n", round+1, o.rounds, cell.connections, max(cell.rows, 1))
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
	// Write back what the contestant before has left in the page cache.
	syscall.Sync()
	result, err := startLoad(ctx, load.Options{
		URL: c.server.url + c.api.path, Dialect: c.api.dialect, PID: c.server.pid, Seed: seed,
		Connections: at.connections, Rows: at.rows, Warmup: o.duration / 5, Duration: o.duration,
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
