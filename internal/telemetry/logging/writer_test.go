package logging_test

import (
	"bytes"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/itemactivity/itemactivity/internal/telemetry/logging"
)

// output is an output of a log that may block or fail.
type output struct {
	mu      sync.Mutex
	text    bytes.Buffer
	calls   int
	err     error
	blocked chan struct{}
}

func (o *output) Write(p []byte) (int, error) {
	o.mu.Lock()
	blocked := o.blocked
	o.mu.Unlock()
	if blocked != nil {
		<-blocked
	}
	o.mu.Lock()
	defer o.mu.Unlock()
	o.calls++
	if o.err != nil {
		return 0, o.err
	}
	return o.text.Write(p)
}

func (o *output) block() (unblock func()) {
	blocked := make(chan struct{})
	o.mu.Lock()
	defer o.mu.Unlock()
	o.blocked = blocked
	return func() {
		o.mu.Lock()
		defer o.mu.Unlock()
		o.blocked = nil
		close(blocked)
	}
}

func (o *output) fail(err error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.err = err
}

func (o *output) lines() []string {
	o.mu.Lock()
	defer o.mu.Unlock()
	return strings.Split(strings.TrimSuffix(o.text.String(), "\n"), "\n")
}

func (o *output) count() (lines, calls int) {
	o.mu.Lock()
	defer o.mu.Unlock()
	return strings.Count(o.text.String(), "\n"), o.calls
}

// buffered returns a buffered logger. Its writer is closed at the end of the test.
func buffered(t *testing.T) (*slog.Logger, *logging.Writer, *output) {
	t.Helper()
	out := new(output)
	handler, w := logging.Format{}.Buffered(out)
	t.Cleanup(w.Close)
	return slog.New(handler), w, out
}

// TestLinesAreWrittenInTime checks that lines are written together, and not later than the delay
// after the first one.
func TestLinesAreWrittenInTime(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		logger, _, out := buffered(t)
		for range 3 {
			for range 100 {
				logger.Info("request")
				time.Sleep(logging.Delay / 200)
			}
			time.Sleep(logging.Delay / 2)
			synctest.Wait()
		}
		if lines, calls := out.count(); lines != 300 || calls != 3 {
			t.Errorf("%d lines were written by %d calls", lines, calls)
		}
		time.Sleep(time.Hour)
		if _, calls := out.count(); calls != 3 {
			t.Errorf("without lines, there were %d calls", calls-3)
		}
	})
}

// TestWarningsAreWrittenAtOnce checks that a warning is written before the call returns, after
// the lines before it.
func TestWarningsAreWrittenAtOnce(t *testing.T) {
	for name, derive := range map[string]func(*slog.Logger) *slog.Logger{
		"logger":     func(l *slog.Logger) *slog.Logger { return l },
		"attributes": func(l *slog.Logger) *slog.Logger { return l.With("a", 1) },
		"group":      func(l *slog.Logger) *slog.Logger { return l.WithGroup("g") },
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				logger, _, out := buffered(t)
				logger.Info("first")
				derive(logger).Warn("a warning of several words", "b", 2)
				start := time.Now()
				if lines := out.lines(); len(lines) != 2 || !strings.Contains(lines[0], "first") || !strings.Contains(lines[1], "a warning") {
					t.Errorf("the lines are %q", lines)
				}
				if time.Since(start) != 0 {
					t.Error("the test waited")
				}
			})
		})
	}
}

// TestFullBufferIsWritten checks that a full buffer does not wait for the delay, and that a line
// that is larger than the buffer is written.
func TestFullBufferIsWritten(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		logger, w, out := buffered(t)
		start := time.Now()
		for range 2000 {
			logger.Info("request", "path", strings.Repeat("a", 200))
		}
		logger.Info("large", "path", strings.Repeat("a", 1<<20))
		w.Flush()
		if lines, _ := out.count(); lines != 2001 || time.Since(start) != 0 {
			t.Errorf("%d lines were written after %s", lines, time.Since(start))
		}
	})
}

// TestDirectAndClose checks that after Direct, each line is written before the call returns, and that
// Close writes the rest.
func TestDirectAndClose(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		out := new(output)
		handler, w := logging.Format{}.Buffered(out)
		logger := slog.New(handler)
		logger.Info("first")
		w.Direct()
		if lines, _ := out.count(); lines != 1 {
			t.Errorf("Direct has written %d lines", lines)
		}
		logger.Info("second")
		if lines, _ := out.count(); lines != 2 {
			t.Errorf("%d lines were written", lines)
		}
		w.Close()

		handler, w = logging.Format{}.Buffered(out)
		slog.New(handler).Info("third")
		w.Close()
		if lines, _ := out.count(); lines != 3 {
			t.Errorf("after Close, %d lines were written", lines)
		}
	})
}

// TestConcurrentLines checks that lines do not interleave and that none is lost.
func TestConcurrentLines(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		logger, w, out := buffered(t)
		var logging sync.WaitGroup
		for i := range 20 {
			logging.Go(func() {
				for j := range 500 {
					logger.Info(strings.Repeat(string(rune('a'+i)), 100), "n", j)
				}
			})
		}
		logging.Wait()
		w.Flush()
		next := map[byte]int{}
		for _, line := range out.lines() {
			_, message, _ := strings.Cut(line, "msg=")
			letter := message[0]
			if want := fmt.Sprintf("%s n=%d", strings.Repeat(string(rune(letter)), 100), next[letter]); message != want {
				t.Fatalf("a line is %q, want %q", message, want)
			}
			next[letter]++
		}
		if len(next) != 20 || next['a'] != 500 {
			t.Errorf("there are lines of %d goroutines", len(next))
		}
	})
}

// TestBlockedOutput checks that an output that blocks delays the first line for StallLimit and
// the further lines not at all, and that the lost lines are counted.
func TestBlockedOutput(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		logger, w, out := buffered(t)
		unblock := out.block()
		start := time.Now()
		const sent = 10_000
		for range sent {
			logger.Info("request", "path", strings.Repeat("a", 100))
		}
		logger.Warn("warning")
		w.Flush()
		if waited := time.Since(start); waited != logging.StallLimit {
			t.Errorf("the lines waited %s", waited)
		}
		unblock()
		synctest.Wait()
		time.Sleep(time.Second)
		logger.Info("after")
		w.Flush()
		lines := out.lines()
		var lost int
		for _, line := range lines {
			if _, number, ok := strings.Cut(line, "could not be written\" lines="); ok {
				if lost != 0 {
					t.Errorf("the loss is reported again: %s", line)
				}
				if _, err := fmt.Sscan(number, &lost); err != nil {
					t.Fatal(err)
				}
			}
		}
		if lost == 0 || len(lines)-1+lost != sent+2 {
			t.Errorf("of %d lines, %d were written and %d were reported as lost", sent+2, len(lines)-1, lost)
		}
		if last := lines[len(lines)-1]; !strings.HasSuffix(last, "msg=after") {
			t.Errorf("the last line is %q", last)
		}
	})
}

// TestFailingOutput checks that lines that cannot be written are counted.
func TestFailingOutput(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		logger, w, out := buffered(t)
		out.fail(errors.New("no space left on device"))
		for range 3 {
			logger.Warn("lost")
		}
		out.fail(nil)
		logger.Info("first")
		w.Flush()
		w.Flush()
		lines := out.lines()
		if len(lines) != 2 || !strings.HasSuffix(lines[0], "msg=first") || !strings.HasSuffix(lines[1], " lines=3") {
			t.Errorf("the lines are %q", lines)
		}
	})
}
