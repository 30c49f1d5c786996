// Command bench compares itemactivity over HTTP with servers that show the limits of the
// disk, SQLite and gqlgen, with servers that others would build with the same libraries, and
// with servers in Go and JavaScript that use other libraries. All contestants are measured in
// one run, in turns. The load generator is a separate process and compares every response with
// the right one. At the end, each database must have exactly the acknowledged rows.
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

	"github.com/itemactivity/itemactivity/bench/load"
)

// The commands with which the program starts itself.
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

// options are the flags.
type options struct {
	// short: the measured values do not matter.
	short       bool
	rounds      int
	duration    time.Duration
	connections []int
	// bulkRows is the number of rows of a bulk request, and bulkConnections the number of
	// connections that send bulk requests.
	bulkRows, bulkConnections int
	// readConnections are the numbers of connections that send queries.
	readConnections []int
	// stored is the number of activities that are stored before the measurement.
	stored int
	// history has the stored activities.
	history load.History
	dir     string
	before  string
	only    []string
	args    []string
}

func parse(args []string) (o options, err error) {
	f := flag.NewFlagSet("bench", flag.ExitOnError)
	connections := f.String("connections", "1,16,64,256", "numbers of connections that send mutations, separated by commas")
	readConnections := f.String("read-connections", "1,64", "numbers of connections that send queries, separated by commas")
	only := f.String("only", "", "names of the contestants to measure, separated by commas; empty for all")
	f.BoolVar(&o.short, "short", false, "only check the responses and the stored rows")
	f.IntVar(&o.rounds, "rounds", 3, "number of rounds")
	f.DurationVar(&o.duration, "duration", 1500*time.Millisecond, "duration of each measurement")
	f.IntVar(&o.bulkRows, "bulk", 1000, "number of rows of a bulk request")
	f.IntVar(&o.bulkConnections, "bulk-connections", 4, "number of connections that send bulk requests")
	f.IntVar(&o.stored, "stored", 100_000, "number of activities that are stored before the measurement, in thousands of rows")
	f.StringVar(&o.dir, "dir", "", "folder of the databases; empty for the temporary folder")
	f.StringVar(&o.before, "before", "", "path of another build of itemactivity that is measured as well")
	_ = f.Parse(args) // it exits if there is an error
	if o.short {
		o.rounds, o.duration, o.stored = 1, 100*time.Millisecond, 1000
		*connections, *readConnections = "1,8", "1,8"
	}
	if o.connections, err = numbers(*connections); err != nil {
		return o, fmt.Errorf("-connections: %w", err)
	}
	if o.readConnections, err = numbers(*readConnections); err != nil {
		return o, fmt.Errorf("-read-connections: %w", err)
	}
	o.stored -= o.stored % fillRows
	o.history = load.NewHistory(o.stored, time.Now())
	if *only != "" {
		o.only = strings.Split(*only, ",")
	}
	o.args = args
	return o, nil
}

// numbers returns the numbers of a list. An empty list has none.
func numbers(list string) (all []int, err error) {
	if list == "" {
		return nil, nil
	}
	for _, text := range strings.Split(list, ",") {
		n, err := strconv.Atoi(text)
		if err != nil {
			return nil, err
		}
		all = append(all, n)
	}
	return all, nil
}

// wants reports whether a contestant is measured. itemactivity always is.
func (o options) wants(name string) bool {
	return len(o.only) == 0 || name == productName || slices.Contains(o.only, name)
}
