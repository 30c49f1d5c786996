package main

import (
	"fmt"
	"time"

	"github.com/itemactivity/itemactivity/bench/load"
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

// quantities returns the rows of a measurement. unit is what is counted, and request is
// " per request" if a request has several units.
func (at cell) quantities(title, rate, unit, request string) []quantity {
	return []quantity{
		{fmt.Sprintf("**%s: %s", title, rate), inCell(at, perSecond), true},
		{"p50" + request + ", ms", inCell(at, p50), false},
		{"p99" + request + ", ms", inCell(at, p99), false},
		{"CPU per " + unit + ", µs", inCell(at, cpu), false},
		{"peak memory, MiB", inCell(at, peak), false},
		{"errors", inCell(at, rejected), false},
	}
}

func (at cell) connectionsText() string {
	if at.connections == 1 {
		return "1 connection"
	}
	return fmt.Sprintf("%d connections", at.connections)
}

// perConnections returns the rows of the measurements with one row per request, in their order.
func perConnections(o options) (rows []quantity) {
	for _, at := range o.cells() {
		if at.kind == load.Create && at.rows == 0 {
			rows = append(rows, at.quantities(at.connectionsText()+"**", "mutations/s", "mutation", "")...)
		}
	}
	return rows
}

// quantities returns the rows of the table in their order.
func quantities(o options) []quantity {
	rows := perConnections(o)
	for _, at := range o.cells() {
		switch {
		case at.kind == load.Page:
			rows = append(rows, at.quantities(fmt.Sprintf("Page of %d**, %s", load.PageRows, at.connectionsText()), "pages/s", "page", "")...)
		case at.kind == load.Interval:
			rows = append(rows, at.quantities(fmt.Sprintf("%d days**, %s", load.HistoryDays, at.connectionsText()), "queries/s", "query", "")...)
		case at.rows > 0:
			rows = append(rows, at.quantities(fmt.Sprintf("%s rows per request**, %s", thousands(int64(at.rows)), at.connectionsText()), "rows/s", "row", " per request")...)
		}
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
