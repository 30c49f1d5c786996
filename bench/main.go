// Command bench compares itemactivity over HTTP with what it could be at best, and
// with what others make of the same libraries. All contestants are measured in one
// run, in turns, by a load generator in a process of its own that compares every
// answer; in the end each database must hold the rows that were acknowledged.
//
//	make bench-http
package main

import (
	"context"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"time"
)

// The command lines by which this program starts itself.
const (
	loadCommand     = "load"
	opponentCommand = "opponent"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	err := run(ctx, os.Args[1:])
	stop()
	if err != nil {
		fmt.Fprintln(os.Stderr, "bench:", err)
		os.Exit(1)
	}
}

func run(ctx context.Context, args []string) error {
	if len(args) > 0 {
		switch args[0] {
		case loadCommand:
			return generateLoad(ctx, args[1:])
		case opponentCommand:
			return serveOpponent(ctx, args[1:])
		}
	}
	o, err := parse(args)
	if err != nil {
		return err
	}
	return compare(ctx, o, os.Stdout)
}

// options are how much is measured.
type options struct {
	rounds      int
	duration    time.Duration
	connections []int
	// bulkRows is the size of a bulk request, and bulkConnections how many send
	// them.
	bulkRows, bulkConnections int
	// stored is how many activities there are before the measurement.
	stored int
	dir    string
	before string
	only   []string
	args   []string
}

func parse(args []string) (o options, err error) {
	f := flag.NewFlagSet("bench", flag.ExitOnError)
	connections := f.String("connections", "1,16,64,256", "numbers of connections, separated by commas")
	only := f.String("only", "", "names of the contestants to measure, separated by commas; empty for all")
	short := f.Bool("short", false, "only find out whether everything answers rightly")
	f.IntVar(&o.rounds, "rounds", 3, "how often each cell is measured")
	f.DurationVar(&o.duration, "duration", 1500*time.Millisecond, "how long each time")
	f.IntVar(&o.bulkRows, "bulk", 1000, "rows of a bulk request")
	f.IntVar(&o.bulkConnections, "bulk-connections", 4, "connections that send bulk requests")
	f.IntVar(&o.stored, "stored", 100_000, "activities that are stored before the measurement")
	f.StringVar(&o.dir, "dir", "", "where the databases are made; empty for the temporary folder")
	f.StringVar(&o.before, "before", "", "another build of itemactivity, to be measured as well")
	_ = f.Parse(args) // it exits
	if *short {
		o.rounds, o.duration, o.stored = 1, 100*time.Millisecond, 1000
		*connections = "1,8"
	}
	for _, text := range strings.Split(*connections, ",") {
		n, err := strconv.Atoi(text)
		if err != nil {
			return o, fmt.Errorf("-connections: %w", err)
		}
		o.connections = append(o.connections, n)
	}
	if *only != "" {
		o.only = strings.Split(*only, ",")
	}
	o.args = args
	return o, nil
}

// wants says whether a contestant is to be measured; itemactivity always is.
func (o options) wants(name string) bool {
	return len(o.only) == 0 || name == ours || slices.Contains(o.only, name)
}
