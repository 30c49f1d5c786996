package main

import (
	"cmp"
	"fmt"
	"strings"
)

// target is a bound for a value of itemactivity.
type target struct {
	title   string
	measure func(*contestant) []float64
	// of is the contestant whose value it is. Empty is itemactivity.
	of string
	// against is the contestant by whose value the value is divided, or empty.
	against string
	limit   float64
	atLeast bool
	unit    string
}

// The cells of the targets.
var (
	lone  = cell{connections: 1}
	crowd = cell{connections: 64}
)

func targets(o options) []target {
	bulk := cell{o.bulkConnections, o.bulkRows}
	return []target{
		{"mutations/s at 64 connections, against the textbook", inCell(crowd, perSecond), "", "textbook", 10, true, "×"},
		{"mutations/s at 64 connections, against the stand-in", inCell(crowd, perSecond), "", "standin", 2.5, true, "×"},
		{"p99 at 64 connections, against the stand-in", inCell(crowd, p99), "", "standin", 0.3, false, "×"},
		{"CPU per mutation at 64 connections, against gqlgen without a store", inCell(crowd, cpu), "", "nothing", 1.35, false, "×"},
		{"mutations/s at 1 connection, against the stand-in", inCell(lone, perSecond), "", "standin", 1, true, "×"},
		{"bulk rows/s, against CreateInBatches of the stand-in", inCell(bulk, perSecond), "", "standin", 2, true, "×"},
		{"memory without load", func(c *contestant) []float64 { return known(float64(c.idle) / (1 << 20)) }, "", "", 32, false, " MiB"},
		{"memory at 64 connections", inCell(crowd, peak), "", "", 64, false, " MiB"},
		{"CPU per mutation at 64 connections, URLs of Microsoft Graph against `/graphql`", inCell(crowd, cpu), "graph", "route", 1.15, false, "×"},
	}
}

func writeTargets(b *strings.Builder, o options, all []*contestant) {
	byName := map[string]*contestant{}
	for _, c := range all {
		byName[c.name] = c
	}
	b.WriteString("\n| target | wanted | measured | |\n|---|---:|---:|---|\n")
	for _, t := range targets(o) {
		value, ok := t.value(byName)
		if !ok {
			continue
		}
		bound, met := "≤", value <= t.limit
		if t.atLeast {
			bound, met = "≥", value >= t.limit
		}
		verdict := "missed"
		if met {
			verdict = "met"
		}
		fmt.Fprintf(b, "| %s | %s %s%s | %s%s | %s |\n", t.title, bound, figure(t.limit), t.unit, figure(value), t.unit, verdict)
	}
}

// value returns the measured value of a target, and false if it was not measured.
func (t target) value(byName map[string]*contestant) (float64, bool) {
	measured := byName[cmp.Or(t.of, productName)]
	if measured == nil {
		return 0, false
	}
	mine := t.measure(measured)
	if len(mine) == 0 {
		return 0, false
	}
	if t.against == "" {
		return median(mine), true
	}
	rival := byName[t.against]
	if rival == nil {
		return 0, false
	}
	theirs := t.measure(rival)
	if len(theirs) == 0 || median(theirs) == 0 {
		return 0, false
	}
	return median(mine) / median(theirs), true
}
