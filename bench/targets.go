package main

import (
	"cmp"
	"fmt"
	"strings"

	"github.com/itemactivity/itemactivity/bench/load"
)

// target is a bound for a value of itemactivity.
type target struct {
	title   string
	measure func(*contestant) []float64
	// of is the contestant whose value it is. Empty is itemactivity.
	of string
	// against is the contestant by whose value the value is divided, bestPeer, or empty.
	against string
	// required is the bound, and wanted is the stricter bound that is wanted beyond it, or 0.
	required, wanted float64
	atLeast          bool
	unit             string
}

// bestPeer is the peer that has the best value of the quantity in question.
const bestPeer = "the best peer"

// The cells of the targets.
var (
	lone          = cell{kind: load.Create, connections: 1}
	crowd         = cell{kind: load.Create, connections: 64}
	lonePages     = cell{kind: load.Page, connections: 1}
	crowdPages    = cell{kind: load.Page, connections: 64}
	loneInterval  = cell{kind: load.Interval, connections: 1}
	crowdInterval = cell{kind: load.Interval, connections: 64}
)

func targets(o options) []target {
	bulk := cell{load.Create, o.bulkConnections, o.bulkRows}
	return []target{
		{"pages/s at 64 connections, against the best peer", inCell(crowdPages, perSecond), "", bestPeer, 2, 3, true, "×"},
		{"p99 of a page at 64 connections, against the best peer", inCell(crowdPages, p99), "", bestPeer, 0.7, 0, false, "×"},
		{"pages/s at 1 connection, against the best peer", inCell(lonePages, perSecond), "", bestPeer, 1.3, 2, true, "×"},
		{"CPU per page at 64 connections, against bare SQL", inCell(crowdPages, cpu), "", bareSQL, 4, 0, false, "×"},
		{"mutations/s at 64 connections, against the raw insert with group commit", inCell(crowd, perSecond), "", "grouped", 0.6, 0.8, true, "×"},
		{"mutations/s at 64 connections, against the best peer", inCell(crowd, perSecond), "", bestPeer, 2.5, 0, true, "×"},
		{"p99 of a mutation at 64 connections, against the best peer", inCell(crowd, p99), "", bestPeer, 0.3, 0, false, "×"},
		{"mutations/s at 1 connection, against the best peer", inCell(lone, perSecond), "", bestPeer, 1.2, 0, true, "×"},
		{"bulk rows/s, against the raw insert with group commit", inCell(bulk, perSecond), "", "grouped", 0.5, 1, true, "×"},
		{"90 days at 1 connection, queries/s against the build before", inCell(loneInterval, perSecond), "", "before", 3, 0, true, "×"},
		{"90 days at 64 connections, queries/s against the build before", inCell(crowdInterval, perSecond), "", "before", 3, 0, true, "×"},
		{"memory without load", func(c *contestant) []float64 { return known(float64(c.idle) / (1 << 20)) }, "", "", 32, 0, false, " MiB"},
		{"memory at 64 connections, mutations", inCell(crowd, peak), "", "", 72, 0, false, " MiB"},
		{"memory at 64 connections, pages", inCell(crowdPages, peak), "", "", 72, 0, false, " MiB"},
		{"CPU per mutation at 64 connections, URLs of Microsoft Graph against `/graphql`", inCell(crowd, cpu), "graph", "route", 1.15, 0, false, "×"},
	}
}

func writeTargets(b *strings.Builder, o options, all []*contestant) {
	b.WriteString("\n| target | required | wanted | measured | |\n|---|---:|---:|---:|---|\n")
	for _, t := range targets(o) {
		value, rival, ok := t.value(all)
		if !ok {
			continue
		}
		if t.against == bestPeer {
			rival = " (" + rival + ")"
		} else {
			rival = ""
		}
		wanted := "–"
		if t.wanted != 0 {
			wanted = t.bound(t.wanted)
		}
		fmt.Fprintf(b, "| %s | %s | %s | %s%s%s | %s |\n", t.title, t.bound(t.required), wanted, figure(value), t.unit, rival, t.verdict(value))
	}
}

func (t target) bound(limit float64) string {
	if t.atLeast {
		return "≥ " + figure(limit) + t.unit
	}
	return "≤ " + figure(limit) + t.unit
}

func (t target) verdict(value float64) string {
	meets := func(limit float64) bool { return value == limit || (value > limit) == t.atLeast }
	switch {
	case !meets(t.required):
		return "missed"
	case t.wanted != 0 && meets(t.wanted):
		return "wanted met"
	}
	return "met"
}

// value returns the measured value of a target and the title of the contestant that it is
// compared with, and false if it was not measured.
func (t target) value(all []*contestant) (value float64, rival string, ok bool) {
	mine, _, ok := t.best(all, func(c *contestant) bool { return c.name == cmp.Or(t.of, productName) })
	if !ok || t.against == "" {
		return mine, "", ok
	}
	theirs, rival, ok := t.best(all, func(c *contestant) bool {
		return c.name == t.against || t.against == bestPeer && c.peer
	})
	if !ok || theirs == 0 {
		return 0, "", false
	}
	return mine / theirs, rival, true
}

// best returns the best value of the contestants that of selects, and its contestant's title.
func (t target) best(all []*contestant, of func(*contestant) bool) (value float64, title string, ok bool) {
	for _, c := range all {
		if !of(c) {
			continue
		}
		values := t.measure(c)
		if len(values) == 0 {
			continue
		}
		if v := median(values); !ok || (v > value) == t.atLeast {
			value, title, ok = v, c.title, true
		}
	}
	return value, title, ok
}
