package logging_test

import (
	"bytes"
	"log/slog"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/itemactivity/itemactivity/internal/telemetry/logging"
)

// slowOutput is an output whose calls take delay, such as a pipe that is read slowly.
type slowOutput struct {
	delay atomic.Int64
	lines atomic.Int64
}

func (o *slowOutput) Write(p []byte) (int, error) {
	time.Sleep(time.Duration(o.delay.Load()))
	o.lines.Add(int64(bytes.Count(p, []byte("\n"))))
	return len(p), nil
}

// TestSlowOutput checks that an output that accepts lines slowly delays each caller for StallLimit
// in total, and that callers wait again after the output is fast.
func TestSlowOutput(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		out := new(slowOutput)
		handler, w := logging.Format{}.Buffered(out)
		defer w.Close()
		logger := slog.New(handler)
		path := strings.Repeat("a", 150)

		// logFor returns the longest time for which a caller waited in all its calls.
		logFor := func(d time.Duration) time.Duration {
			var callers sync.WaitGroup
			var waited [64]time.Duration
			end := time.Now().Add(d)
			for i := range waited {
				callers.Go(func() {
					for time.Now().Before(end) {
						start := time.Now()
						logger.Info("request", "path", path)
						waited[i] += time.Since(start)
						time.Sleep(10 * time.Millisecond)
					}
				})
			}
			callers.Wait()
			var longest time.Duration
			for _, one := range waited {
				longest = max(longest, one)
			}
			return longest
		}

		out.delay.Store(int64(3 * logging.StallLimit))
		if waited := logFor(15 * logging.StallLimit); waited != logging.StallLimit {
			t.Errorf("with a slow output, a caller waited %s", waited)
		}
		out.delay.Store(0)
		time.Sleep(4 * logging.StallLimit)
		before := out.lines.Load()
		if waited := logFor(time.Second); waited != 0 || out.lines.Load() < before+6000 {
			t.Errorf("with a fast output, a caller waited %s, and %d lines were written", waited, out.lines.Load()-before)
		}
		out.delay.Store(int64(3 * logging.StallLimit))
		if waited := logFor(5 * logging.StallLimit); waited != logging.StallLimit {
			t.Errorf("when the output is slow again, a caller waited %s", waited)
		}
		time.Sleep(10 * logging.StallLimit)
	})
}

// TestCallersStopWaitingTogether checks that all calls that wait return when the first of them has
// waited for StallLimit.
func TestCallersStopWaitingTogether(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		logger, _, out := buffered(t)
		defer out.block()()
		start := time.Now()
		var callers sync.WaitGroup
		var returned [4]time.Duration
		for i := range returned {
			callers.Go(func() {
				logger.Warn("blocked")
				returned[i] = time.Since(start)
			})
			time.Sleep(logging.StallLimit / 5)
		}
		callers.Wait()
		for i, d := range returned {
			if d != logging.StallLimit {
				t.Errorf("call %d returned after %s", i, d)
			}
		}
	})
}

// TestCloseAfterStall checks that Close writes the last lines if the output accepts lines again,
// and waits for at most StallLimit if it does not.
func TestCloseAfterStall(t *testing.T) {
	for _, accepts := range []bool{true, false} {
		t.Run(strconv.FormatBool(accepts), func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				out := new(output)
				handler, w := logging.Format{}.Buffered(out)
				logger := slog.New(handler)
				unblock := out.block()
				logger.Warn("blocked")
				time.Sleep(logging.StallLimit)
				if accepts {
					unblock()
					synctest.Wait()
				} else {
					defer unblock()
				}
				logger.Info("last")
				start := time.Now()
				w.Close()
				lines, _ := out.count()
				if waited := time.Since(start); accepts && (lines != 2 || waited != 0) || !accepts && (lines != 0 || waited != logging.StallLimit) {
					t.Errorf("%d lines were written in %s", lines, waited)
				}
			})
		})
	}
}
