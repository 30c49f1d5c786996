package main

import (
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/itemactivity/itemactivity/bench/load"
)

// report prints the measured values in Markdown, for docs/performance.md.
func report(to io.Writer, o options, m machine, all []*contestant, bare *contestant) error {
	var b strings.Builder
	fmt.Fprintf(&b, "`%s`: the median of %d rounds of %s each. %s\n\n", m.command, o.rounds, o.duration, m)
	b.WriteString("The number in brackets is the value of itemactivity divided by the value of the column. " +
		"The load generator compared every response with its request, and each database contains the acknowledged activities.\n\n")
	var servers, fronts []*contestant
	for _, c := range all {
		if c.front {
			fronts = append(fronts, c)
		} else {
			servers = append(servers, c)
		}
	}
	writeTable(&b, quantities(o), servers)
	if len(fronts) > 0 {
		b.WriteString("\nThe same mutation through the URLs of Microsoft Graph and through `/graphql`. " +
			"The number in brackets is the value of the first column divided by the value of the second one.\n\n")
		writeTable(&b, perConnections(o), fronts)
	}
	if values := inCell(crowdPages, cpu)(bare); len(values) > 0 {
		fmt.Fprintf(&b, "\nBare SQL: a statement that is prepared once reads a page of %d rows of an item with 8 integers in %s µs of processor time.\n",
			load.PageRows, figure(median(values)))
	}
	writeTargets(&b, o, append(all, bare))
	_, err := io.WriteString(to, b.String())
	return err
}

func writeTable(b *strings.Builder, rows []quantity, all []*contestant) {
	b.WriteString("| |")
	for _, c := range all {
		b.WriteString(" " + c.title + " |")
	}
	b.WriteString("\n|---|" + strings.Repeat("---:|", len(all)) + "\n")
	for _, row := range rows {
		if row.title == "errors" && !slices.ContainsFunc(all, func(c *contestant) bool { return slices.Max(append(row.values(c), 0)) > 0 }) {
			continue
		}
		fmt.Fprintf(b, "| %s |", row.title)
		mine := row.values(all[0])
		for i, c := range all {
			b.WriteString(" " + row.entry(row.values(c)))
			if theirs := row.values(c); i > 0 && len(theirs) > 0 && len(mine) > 0 && median(theirs) > 0 {
				fmt.Fprintf(b, " (%s×)", figure(median(mine)/median(theirs)))
			}
			b.WriteString(" |")
		}
		b.WriteString("\n")
	}
}

func (q quantity) entry(values []float64) string {
	if len(values) == 0 {
		return "–"
	}
	if q.spread {
		return fmt.Sprintf("%s ±%.0f %%", figure(median(values)), 100*spread(values))
	}
	return figure(median(values))
}
