package cli

import (
	"bytes"
	"log/slog"
	"testing"
	"testing/synctest"
	"time"
)

// TestProgressLog requires a line with the state every five seconds, also while the state does not
// change, and none after the end.
func TestProgressLog(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var log bytes.Buffer
		logger := slog.New(slog.NewTextHandler(&log, &slog.HandlerOptions{ReplaceAttr: func(_ []string, a slog.Attr) slog.Attr {
			if a.Key == slog.TimeKey || a.Key == slog.LevelKey {
				return slog.Attr{}
			}
			return a
		}}))
		wantLog := func(want string) {
			t.Helper()
			synctest.Wait()
			if got := log.String(); got != want {
				t.Errorf("the log is %q, want %q", got, want)
			}
			log.Reset()
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
		var log, output bytes.Buffer
		logger := slog.New(slog.NewJSONHandler(&log, nil))
		bar := progressOn(&output, "%d of %d")
		bar.log(logger, "rebuilding", "activities")
		bar.show(1, 3)
		synctest.Wait()
		if log.Len() > 0 {
			t.Errorf("the log begins with %q", log.String())
		}
		time.Sleep(6 * time.Second)
		synctest.Wait()
		if want := `"msg":"rebuilding","activities":1,"of":3}`; !bytes.Contains(log.Bytes(), []byte(want)) {
			t.Errorf("the log is %q, want %q", log.String(), want)
		}
		log.Reset()
		bar.begin(2, 3)
		if want := `"msg":"rebuilding","activities":2,"of":3}`; !bytes.Contains(log.Bytes(), []byte(want)) {
			t.Errorf("the log is %q, want %q", log.String(), want)
		}
		bar.clear()
		if output.Len() > 0 {
			t.Errorf("the output is %q", output.String())
		}
	})
}
