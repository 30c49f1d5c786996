package main

import (
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"syscall"

	"github.com/itemactivity/itemactivity/bench/load"
)

// cell is what is measured at a time: a number of connections, and the rows of
// a request, 0 for the mutation of one.
type cell struct{ connections, rows int }

// measured is what one round found in a cell.
type measured struct {
	*load.Result
	peak int64
}

// measure goes through all cells, round by round. Within a round the contestants
// take turns at each cell, in another order each time, so that whatever happens to the
// machine happens to all of them, and nobody always comes after the same one.
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
				if err := c.measure(ctx, o, cell, uint64(turn*len(all)+i+1)); err != nil {
					return err
				}
			}
			turn++
			fmt.Fprintf(os.Stderr, "round %d of %d: %d connections, %d rows a request\n", round+1, o.rounds, cell.connections, max(cell.rows, 1))
		}
	}
	return nil
}

func (c *contestant) measure(ctx context.Context, o options, at cell, seed uint64) error {
	if err := resetPeakMemory(c.server.pid); err != nil {
		return err
	}
	// What the one before has left for the disk is not this one's to bear.
	syscall.Sync()
	result, err := startLoad(ctx, load.Options{
		URL: c.server.url, Dialect: c.dialect, PID: c.server.pid, Seed: seed,
		Connections: at.connections, Rows: at.rows, Warmup: o.duration / 5, Duration: o.duration,
	})
	if err != nil {
		return fmt.Errorf("%s: %w", c.name, err)
	}
	if result.Acknowledged == 0 {
		return fmt.Errorf("%s acknowledged nothing, and rejected %d requests: %s", c.name, result.Refused, result.Refusal)
	}
	held, err := memoryOf(c.server.pid)
	if err != nil {
		return err
	}
	c.acknowledged += result.Acknowledged
	c.cells[at] = append(c.cells[at], measured{result, held.peak})
	if c.product && result.Refused > 0 {
		return fmt.Errorf("%s refused %d requests: %s", c.name, result.Refused, result.Refusal)
	}
	return nil
}
