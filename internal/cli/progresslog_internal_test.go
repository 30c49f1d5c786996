package cli

import (
	"bytes"
	"log/slog"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"
)

// TestProgressLog requires a line with the state every five seconds, also while the state does not
// change, and none after the end.
func TestProgressLog(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var log sharedLog
		logger := slog.New(slog.NewTextHandler(&log, &slog.HandlerOptions{ReplaceAttr: func(_ []string, a slog.Attr) slog.Attr {
			if a.Key == slog.TimeKey || a.Key == slog.LevelKey {
				return slog.Attr{}
			}
			return a
		}}))
		wantLog := func(want string) {
			t.Helper()
			synctest.Wait()
			if got := log.take(); got != want {
				t.Errorf("the log is %q, want %q", got, want)
			}
		}
		o := newOpening(logger)
		wantLog("")
		time.Sleep(6 * time.Second)
		wantLog("msg=\"opening the database\"\n")
		o.migrating(9, 11)
		wantLog("msg=\"upgrading the database\" schema=9 of=11\n")
		time.Sleep(10 * time.Second)
		wantLog("msg=\"upgrading the database\" schema=9 of=11\nmsg=\"upgrading the database\" schema=9 of=11\n")
		o.migrating(10, 11)
		wantLog("msg=\"upgrading the database\" schema=10 of=11\n")
		o.catchingUp(70, 200)
		o.catchingUp(80, 200)
		wantLog("")
		time.Sleep(5 * time.Second)
		wantLog("msg=\"updating the derived tables\" activities=80 of=200\n")
		o.end()
		o.end()
		time.Sleep(time.Minute)
		wantLog("")
	})
}

// TestProgressOfCommands: a command without a terminal logs each part that begins, and the numbers of a
// part every five seconds.
func TestProgressOfCommands(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var log sharedLog
		var output bytes.Buffer
		logger := slog.New(slog.NewJSONHandler(&log, nil))
		bar := progressOn(&output, "%d of %d")
		bar.log(logger, "rebuilding", "activities")
		bar.show(1, 3)
		synctest.Wait()
		if got := log.take(); got != "" {
			t.Errorf("the log begins with %q", got)
		}
		time.Sleep(6 * time.Second)
		synctest.Wait()
		wantLog := func(want string) {
			t.Helper()
			if got := log.take(); !strings.Contains(got, want) {
				t.Errorf("the log is %q, want %q", got, want)
			}
		}
		wantLog(`"msg":"rebuilding","activities":1,"of":3}`)
		bar.begin(2, 3)
		wantLog(`"msg":"rebuilding","activities":2,"of":3}`)
		bar.clear()
		if output.Len() > 0 {
			t.Errorf("the output is %q", output.String())
		}
	})
}

// sharedLog is a log that several goroutines use.
type sharedLog struct {
	mu   sync.Mutex
	text bytes.Buffer
}

func (l *sharedLog) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.text.Write(p)
}

// take returns the log since the last call.
func (l *sharedLog) take() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	defer l.text.Reset()
	return l.text.String()
}
