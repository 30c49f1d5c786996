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

// heavyAndLight are two callers of one server: one is at every limit that there is,
// the other asks for little.
type heavyAndLight struct {
	server       *server
	heavy, light *caller
}

// startHeavyAndLight starts a server with both, and fills the item of the loud one.
func startHeavyAndLight(program, directory string) (*heavyAndLight, error) {
	k, err := newKeys(program, directory)
	if err != nil {
		return nil, err
	}
	s, err := launch(serving(program, filepath.Join(directory, "fairness.db"), "--keys", k.public))
	if err != nil {
		return nil, err
	}
	n := &heavyAndLight{server: s}
	if n.heavy, err = k.newCaller(s, "heavy"); err == nil {
		n.light, err = k.newCaller(s, "light")
	}
	if err == nil {
		err = n.heavy.do(n.heavy.bulk(200))
	}
	if err != nil {
		_ = s.end(os.Kill)
		return nil, err
	}
	return n, nil
}

// heavyLoad is what the loud caller does at once: connections that send one
// request after the other.
type heavyLoad struct{ reads, bulks int }

func (p heavyLoad) String() string {
	if p == (heavyLoad{}) {
		return "alone"
	}
	return fmt.Sprintf("%d dear reads, %d bulks", p.reads, p.bulks)
}

// heavyResult is what became of the requests of the loud caller.
type heavyResult struct {
	mu sync.Mutex
	// reads and bulks are how many were answered, and longestBulk is how long the
	// slowest bulk took.
	reads, bulks int
	longestBulk  time.Duration
	// refused were answered with an error, the last of which is refusal.
	rejected int
	rejection string
}

// whileLoaded runs do while the loud caller exerts the pressure, from the moment on at which it
// has sent all of its first requests.
func (n *heavyAndLight) whileLoaded(p heavyLoad, do func() error) (*heavyResult, error) {
	ctx, stop := context.WithCancel(context.Background())
	made := new(heavyResult)
	var working, begun sync.WaitGroup
	work := func(r request, answered func(time.Duration)) {
		begun.Done()
		for ctx.Err() == nil {
			began := time.Now()
			status, body, err := n.heavy.send(r, n.heavy.header)
			made.mu.Lock()
			if err == nil && status == http.StatusOK && codeOf(body) == "OK" {
				answered(time.Since(began))
			} else {
				made.rejected++
				made.rejection = fmt.Sprintf("%d %.300s %v", status, body, err)
			}
			made.mu.Unlock()
		}
	}
	begun.Add(p.reads + p.bulks)
	for range p.reads {
		working.Go(func() { work(n.heavy.expensiveRead(), func(time.Duration) { made.reads++ }) })
	}
	for range p.bulks {
		working.Go(func() {
			work(n.heavy.bulk(1000), func(took time.Duration) {
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

// durations sends a request over and over, with a pause between, and returns how long
// each took, in order of length.
func (c *caller) durations(r request, count int, pause time.Duration) ([]time.Duration, error) {
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
	n, err := startHeavyAndLight(built(t, programWithoutRace), t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = n.server.end(os.Kill) })
	for name, r := range map[string]request{"read": n.light.cheapRead(), "mutation": n.light.recordOne()} {
		var took []time.Duration
		made, err := n.whileLoaded(heavyLoad{reads: 8, bulks: 4}, func() (err error) {
			took, err = n.light.durations(r, 60, 20*time.Millisecond)
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
			t.Errorf("nothing of the loud caller was answered: nothing was tested, %s", made.rejection)
		}
	}
	n.server.stop(t)
}
