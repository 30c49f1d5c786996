package test

import (
	"context"
	"fmt"
	"net/http"
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
	return fmt.Sprintf("%d dear reads, %d bulks", p.reads, p.bulks)
}

// noise is what became of the requests of the loud caller.
type noise struct {
	mu sync.Mutex
	// reads and bulks are how many were answered, and longestBulk is how long the
	// slowest bulk took.
	reads, bulks int
	longestBulk  time.Duration
	// refused were answered with an error, the last of which is refusal.
	refused int
	refusal string
}

// under runs do while the loud caller exerts the pressure, from the moment on at which it
// has sent all of its first requests.
func (n *neighbours) under(p pressure, do func() error) (*noise, error) {
	ctx, stop := context.WithCancel(context.Background())
	made := new(noise)
	var working, begun sync.WaitGroup
	work := func(r request, answered func(time.Duration)) {
		begun.Done()
		for ctx.Err() == nil {
			began := time.Now()
			status, body, err := n.loud.send(r, n.loud.header)
			made.mu.Lock()
			if err == nil && status == http.StatusOK && codeOf(body) == "OK" {
				answered(time.Since(began))
			} else {
				made.refused++
				made.refusal = fmt.Sprintf("%d %.300s %v", status, body, err)
			}
			made.mu.Unlock()
		}
	}
	begun.Add(p.reads + p.bulks)
	for range p.reads {
		working.Go(func() { work(n.loud.dearRead(), func(time.Duration) { made.reads++ }) })
	}
	for range p.bulks {
		working.Go(func() {
			work(n.loud.bulk(1000), func(took time.Duration) {
				made.bulks++
				made.longestBulk = max(made.longestBulk, took)
			})
		})
	}
	begun.Wait()
	err := do()
	stop()
	working.Wait()
	return made, err
}

// times sends a request over and over, with a pause between, and returns how long
// each took, in order of length.
func (c *caller) times(r request, count int, pause time.Duration) ([]time.Duration, error) {
	took := make([]time.Duration, count)
	rest := time.NewTicker(pause)
	defer rest.Stop()
	for i := range took {
		<-rest.C
		began := time.Now()
		if err := c.do(r); err != nil {
			return nil, err
		}
		took[i] = time.Since(began)
	}
	slices.Sort(took)
	return took, nil
}

func percentile(sorted []time.Duration, p int) time.Duration {
	return sorted[min(len(sorted)-1, len(sorted)*p/100)]
}

// TestOneCallerDoesNotStarveAnother: beside one caller at its limits, another's
// small requests are answered, and soon. What is soon is coarse here; BenchmarkFairness
// measures it.
func TestOneCallerDoesNotStarveAnother(t *testing.T) {
	const (
		soon = 300 * time.Millisecond // half of them; it was 8 s for each read
		late = 3 * time.Second        // none takes longer
	)
	n, err := meetNeighbours(built(t, plain), t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = n.server.end(os.Kill) })
	for name, r := range map[string]request{"read": n.modest.trivialRead(), "mutation": n.modest.recordOne()} {
		var took []time.Duration
		made, err := n.under(pressure{reads: 8, bulks: 4}, func() (err error) {
			took, err = n.modest.times(r, 60, 20*time.Millisecond)
			return err
		})
		if err != nil {
			t.Fatalf("a %s failed: %v", name, err)
		}
		median, slowest := percentile(took, 50), took[len(took)-1]
		if median > soon || slowest > late {
			t.Errorf("half of the %ss took %s, and the slowest %s", name, median, slowest)
		}
		if made.reads+made.bulks == 0 {
			t.Errorf("nothing of the loud caller was answered: nothing was tested, %s", made.refusal)
		}
	}
	n.server.stop(t)
}
