package test

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"testing"
	"time"
)

// neighbours are two callers of one server: one is at every limit that there is,
// the other asks for little.
type neighbours struct {
	server       *server
	loud, modest *caller
}

// meetNeighbours starts a server with both, and fills the item of the loud one.
func meetNeighbours(program, directory string) (*neighbours, error) {
	k, err := newKeys(program, directory)
	if err != nil {
		return nil, err
	}
	s, err := launch(serving(program, filepath.Join(directory, "fairness.db"), "--keys", k.public))
	if err != nil {
		return nil, err
	}
	n := &neighbours{server: s}
	if n.loud, err = k.newCaller(s, "loud"); err == nil {
		n.modest, err = k.newCaller(s, "modest")
	}
	if err == nil {
		err = n.loud.do(n.loud.bulk(200))
	}
	if err != nil {
		_ = s.end(os.Kill)
		return nil, err
	}
	return n, nil
}

// pressure is what the loud caller does at once: connections that send one
// request after the other.
type pressure struct{ reads, bulks int }

func (p pressure) String() string {
	if p == (pressure{}) {
		return "alone"
	}
	return fmt.Sprintf("beside %d dear reads and %d bulks", p.reads, p.bulks)
}

// under runs do while the loud caller exerts the pressure, and returns how many
// of its requests were answered, and the longest time that a bulk took.
func (n *neighbours) under(ctx context.Context, p pressure, do func() error) (answered loudly, err error) {
	ctx, stop := context.WithCancel(ctx)
	var working sync.WaitGroup
	var mu sync.Mutex
	work := func(r request, count *int, longest *time.Duration) {
		for ctx.Err() == nil {
			began := time.Now()
			status, body, err := n.loud.send(r, n.loud.header)
			mu.Lock()
			switch {
			case err != nil && answered.err == nil:
				answered.err = err
			case status != 200 || codeOf(body) != "OK":
				answered.refused++
				answered.refusal = fmt.Sprintf("%d %.200s", status, body)
			default:
				*count++
				*longest = max(*longest, time.Since(began))
			}
			mu.Unlock()
		}
	}
	for range p.reads {
		working.Go(func() { work(n.loud.dearRead(), &answered.reads, &answered.longestRead) })
	}
	for range p.bulks {
		working.Go(func() { work(n.loud.bulk(1000), &answered.bulks, &answered.longestBulk) })
	}
	if p != (pressure{}) {
		time.Sleep(500 * time.Millisecond)
	}
	err = do()
	stop()
	working.Wait()
	return answered, err
}

// loudly is what became of the requests of the loud caller.
type loudly struct {
	reads, bulks             int
	longestRead, longestBulk time.Duration
	refused                  int
	refusal                  string
	err                      error
}

// times sends a request so many times, one after the other with a pause between, and
// returns how long each took, in order of length.
func (c *caller) times(r request, count int, pause time.Duration) ([]time.Duration, error) {
	var took []time.Duration
	end := time.Now().Add(8 * time.Second)
	for len(took) < count && time.Now().Before(end) {
		time.Sleep(pause)
		began := time.Now()
		if err := c.do(r); err != nil {
			return nil, err
		}
		took = append(took, time.Since(began))
	}
	slices.Sort(took)
	return took, nil
}

func percentile(sorted []time.Duration, p int) time.Duration {
	return sorted[min(len(sorted)-1, len(sorted)*p/100)]
}

var pressures = []pressure{{reads: 8}}

func BenchmarkFairness(b *testing.B) {
	path, err := plain()
	if err != nil {
		b.Fatal(err)
	}
	n, err := meetNeighbours(path, b.TempDir())
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { _ = n.server.end(os.Kill) })
	for _, p := range pressures {
		for name, r := range map[string]request{"read": n.modest.trivialRead()} {
			var took []time.Duration
			l, err := n.under(b.Context(), p, func() (err error) {
				took, err = n.modest.times(r, 200, 5*time.Millisecond)
				return err
			})
			if err != nil {
				b.Error(err)
				continue
			}
			fmt.Printf("%-40s %-9s p50 %8.2f ms p90 %8.2f p99 %8.2f ms max %8.2f   %+v\n", p, name, ms(percentile(took, 50)), ms(percentile(took, 90)), ms(percentile(took, 99)), ms(took[len(took)-1]), l)
		}
	}
}

func ms(d time.Duration) float64 { return float64(d) / float64(time.Millisecond) }
