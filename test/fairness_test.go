package test

import (
	"context"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"
)

// heavyAndLight are two callers of one server. The heavy caller sends the most expensive
// requests that the limits allow, the light caller sends small ones.
type heavyAndLight struct {
	server       *server
	heavy, light *caller
}

// startHeavyAndLight starts a server for both callers, and records activities for the item
// of the heavy caller.
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

// heavyLoad is the numbers of connections on which the heavy caller sends expensive reads
// and bulk mutations, one after the other.
type heavyLoad struct{ reads, bulks int }

func (p heavyLoad) String() string {
	if p == (heavyLoad{}) {
		return "none"
	}
	return fmt.Sprintf("%d expensive reads, %d bulks", p.reads, p.bulks)
}

// heavyResult is the results of the requests of the heavy caller.
type heavyResult struct {
	mu sync.Mutex
	// reads and bulks are the numbers of successful requests, and longestBulk is the
	// duration of the slowest bulk.
	reads, bulks int
	longestBulk  time.Duration
	// rejected is the number of failed requests, and rejection is the last failure.
	rejected  int
	rejection string
}

// succeeded returns the number of successful requests up to now.
func (r *heavyResult) succeeded() int {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.reads + r.bulks
}

// whileLoaded runs do while the heavy caller sends requests. It begins when the heavy caller
// sends the first request on each connection.
func (n *heavyAndLight) whileLoaded(p heavyLoad, do func(*heavyResult) error) (*heavyResult, error) {
	ctx, stop := context.WithCancel(context.Background())
	made := new(heavyResult)
	var working, begun sync.WaitGroup
	work := func(r request, answered func(time.Duration)) {
		begun.Done()
		for ctx.Err() == nil {
			began := time.Now()
			begin, err := n.sendHeavy(r)
			made.mu.Lock()
			if err == nil && strings.HasPrefix(begin, `{"data":{`) {
				answered(time.Since(began))
			} else {
				made.rejected++
				made.rejection = fmt.Sprintf("%s %v", begin, err)
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
	err := do(made)
	stop()
	working.Wait()
	return made, err
}

// sendHeavy sends a request of the heavy caller, and returns the beginning of the response. It discards
// the rest, because reading megabytes would delay the light caller, who is in the same process.
func (n *heavyAndLight) sendHeavy(r request) (begin string, err error) {
	const length = 300
	response, err := n.heavy.start(r, n.heavy.header)
	if err != nil {
		return "", err
	}
	defer response.Body.Close()
	body, err := io.ReadAll(io.LimitReader(response.Body, length))
	if err == nil {
		_, err = io.Copy(io.Discard, response.Body)
	}
	return string(body), err
}

// durations sends a request several times, with a pause before each, and returns the sorted
// response times.
func (c *caller) durations(r request, count int, pause time.Duration) ([]time.Duration, error) {
	took := make([]time.Duration, count)
	pace := time.NewTicker(pause)
	defer pace.Stop()
	for i := range took {
		<-pace.C
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

// TestOneCallerDoesNotStarveAnother: while the heavy caller keeps 12 requests running, all
// small requests of the light caller must succeed, and must not queue behind those of the
// heavy caller. The test counts the heavy requests that complete between a light request and
// its response. In a common queue, about all 12 would complete first.
func TestOneCallerDoesNotStarveAnother(t *testing.T) {
	const (
		mostOfMedian = 2 // for half of the light requests
		most         = 8 // for each light request
	)
	n, err := startHeavyAndLight(built(t, programWithoutRace), t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = n.server.end(os.Kill) })
	for name, r := range map[string]request{"read": n.light.cheapRead(), "mutation": n.light.recordOne()} {
		var before []int // heavy requests that completed before each light request
		made, err := n.whileLoaded(heavyLoad{reads: 8, bulks: 4}, func(made *heavyResult) error {
			for len(before) < 60 || made.succeeded() == 0 {
				earlier := made.succeeded()
				if err := n.light.do(r); err != nil {
					return err
				}
				before = append(before, made.succeeded()-earlier)
			}
			return nil
		})
		if err != nil {
			t.Fatalf("a %s failed: %v", name, err)
		}
		slices.Sort(before)
		t.Logf("%d light %s requests, %d heavy reads, %d bulks; heavy requests that completed before each light one: %v", len(before), name, made.reads, made.bulks, before)
		if median, maximum := before[len(before)/2], before[len(before)-1]; median > mostOfMedian || maximum > most {
			t.Errorf("a light %s waited for %d heavy requests in the median and for %d at most, want at most %d and %d", name, median, maximum, mostOfMedian, most)
		}
	}
	n.server.stop(t)
}
