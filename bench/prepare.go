package main

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"time"

	"github.com/itemactivity/itemactivity/bench/load"
)

// prepare creates the database of a contestant with the activities that are stored before the
// measurement, measures starts, and leaves the server running.
func (c *contestant) prepare(ctx context.Context, o options, program string) error {
	if c.stores && !c.ownSchema {
		// itemactivity creates the table of the raw inserts.
		if err := exec.CommandContext(ctx, program, "migrate", "--database", c.database).Run(); err != nil {
			return fmt.Errorf("migrate: %w", err)
		}
	}
	var made []float64
	if err := c.timedStart(ctx, &made); err != nil {
		return err
	}
	if c.ownSchema {
		c.startsEmpty = made
	}
	if c.product {
		if err := c.makeParents(ctx); err != nil {
			return err
		}
	}
	if c.stores {
		if err := c.fill(ctx, o); err != nil {
			return err
		}
	}
	for range o.rounds {
		if err := c.stop(); err != nil {
			return err
		}
		if err := c.timedStart(ctx, &c.starts); err != nil {
			return err
		}
	}
	held, err := memoryOf(c.server.pid)
	c.idle = held.now
	return err
}

// fillRows is the number of rows of a bulk mutation before the measurement.
const fillRows = 1000

// fill stores activities with bulk mutations.
func (c *contestant) fill(ctx context.Context, o options) error {
	if o.stored == 0 {
		return nil
	}
	result, err := startLoad(ctx, load.Options{
		URL: c.server.url + c.setup.path, Dialect: c.setup.dialect, PID: c.server.pid,
		Kind: load.Fill, History: o.history, Connections: 1, Rows: fillRows, Requests: o.stored / fillRows,
	})
	if err != nil {
		return err
	}
	c.acknowledged += result.Acknowledged
	if result.Rejected > 0 {
		return fmt.Errorf("%s rejected bulk mutations before the measurement: %s", c.name, result.Rejection)
	}
	return nil
}

// timedStart starts a server and measures the time until its first response.
func (c *contestant) timedStart(ctx context.Context, times *[]float64) error {
	begin := time.Now()
	if err := c.start(ctx); err != nil {
		return err
	}
	body := `{"query":"{ __typename }"}`
	if c.setup.dialect == "raw" {
		body = "[]"
	}
	if err := c.send(ctx, body); err != nil {
		return err
	}
	*times = append(*times, time.Since(begin).Seconds()*1000)
	return nil
}

// size returns the size of the closed database in bytes.
func (c *contestant) size() (int64, error) {
	info, err := os.Stat(c.database)
	if err != nil {
		return 0, err
	}
	return info.Size(), nil
}
