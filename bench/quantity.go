package main

import (
	"fmt"
	"time"
)

// quantity is one row of the table. Each contestant has one value per round.
type quantity struct {
	title  string
	values func(*contestant) []float64
	// spread: the table shows the spread of the rounds.
	spread bool
}

func inCell(at cell, of func(measured) float64) func(*contestant) []float64 {
	return func(c *contestant) (values []float64) {
		for _, m := range c.cells[at] {
			values = append(values, of(m))
		}
		return values
	}
}

func perSecond(m measured) float64 { return m.PerSecond() }
func p50(m measured) float64       { return milliseconds(m.P50) }
func p99(m measured) float64       { return milliseconds(m.P99) }
func cpu(m measured) float64       { return float64(m.CPUPerRow()) / float64(time.Microsecond) }
func peak(m measured) float64      { return float64(m.peak) / (1 << 20) }
func rejected(m measured) float64  { return float64(m.Rejected) }

func milliseconds(d time.Duration) float64 { return float64(d) / float64(time.Millisecond) }

// perConnections returns the rows of the measurements with one row per request, in their order.
func perConnections(o options) (rows []quantity) {
	for _, n := range o.connections {
		at := cell{connections: n}
		where := fmt.Sprintf("%d connections", n)
		if n == 1 {
			where = "1 connection"
		}
		rows = append(rows,
			quantity{"**" + where + "**: mutations/s", inCell(at, perSecond), true},
			quantity{"p50, ms", inCell(at, p50), false},
			quantity{"p99, ms", inCell(at, p99), false},
			quantity{"CPU per mutation, µs", inCell(at, cpu), false},
			quantity{"peak memory, MiB", inCell(at, peak), false},
			quantity{"errors", inCell(at, rejected), false},
		)
	}
	return rows
}

// quantities returns the rows of the table in their order.
func quantities(o options) []quantity {
	rows := perConnections(o)
	if o.bulkRows > 0 {
		at := cell{o.bulkConnections, o.bulkRows}
		rows = append(rows,
			quantity{fmt.Sprintf("**%s rows per request**, %d connections: rows/s", thousands(int64(o.bulkRows)), o.bulkConnections), inCell(at, perSecond), true},
			quantity{"p50 per request, ms", inCell(at, p50), false},
			quantity{"p99 per request, ms", inCell(at, p99), false},
			quantity{"CPU per row, µs", inCell(at, cpu), false},
			quantity{"peak memory, MiB", inCell(at, peak), false},
			quantity{"errors", inCell(at, rejected), false},
		)
	}
	return append(rows,
		quantity{"**Start** to the first response, new database, ms", func(c *contestant) []float64 { return c.startsEmpty }, false},
		quantity{fmt.Sprintf("with %s activities, ms", thousands(int64(o.stored))), func(c *contestant) []float64 { return c.starts }, false},
		quantity{"**Memory** without load, MiB", func(c *contestant) []float64 { return known(float64(c.idle) / (1 << 20)) }, false},
		quantity{"**Database**, bytes per activity", func(c *contestant) []float64 { return known(float64(c.bytes) / float64(max(c.acknowledged, 1))) }, false},
	)
}

// known returns a value as a list, which is empty if the value was not measured.
func known(value float64) []float64 {
	if value == 0 {
		return nil
	}
	return []float64{value}
}
