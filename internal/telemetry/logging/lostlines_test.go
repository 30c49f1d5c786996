package logging_test

import (
	"bytes"
	"errors"
	"log/slog"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/itemactivity/itemactivity/internal/telemetry/logging"
)

// TestCloseReportsLostLines checks that the number of lost lines is written before Close returns.
func TestCloseReportsLostLines(t *testing.T) {
	for name, last := range map[string]func(*slog.Logger){
		"with a last line":    func(l *slog.Logger) { l.Info("last") },
		"without a last line": func(*slog.Logger) {},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				out := new(output)
				handler, w := logging.Format{}.Buffered(out)
				logger := slog.New(handler)
				out.fail(errors.New("no space left on device"))
				for range 3 {
					logger.Warn("lost")
				}
				out.fail(nil)
				last(logger)
				start := time.Now()
				w.Close()
				if waited := time.Since(start); waited != 0 {
					t.Errorf("Close waited %s", waited)
				}
				lines := out.lines()
				if report := lines[len(lines)-1]; !strings.HasSuffix(report, "could not be written\" lines=3") {
					t.Errorf("the lines are %q", lines)
				}
			})
		})
	}
}

// smallOutput is an output with room for a number of bytes, such as a disk.
type smallOutput struct {
	room int
	text bytes.Buffer
}

func (o *smallOutput) Write(p []byte) (int, error) {
	n := min(len(p), o.room)
	o.room -= n
	o.text.Write(p[:n])
	if n < len(p) {
		return n, errors.New("no space left on device")
	}
	return n, nil
}

// TestReportOfLostLinesIsLost checks that a report of lost lines that could not be written is
// repeated, and is not counted as a lost line.
func TestReportOfLostLinesIsLost(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		out := new(smallOutput)
		handler, w := logging.Format{}.Buffered(out)
		logger := slog.New(handler)
		for range 3 {
			logger.Warn("lost")
		}
		out.room = len("time=2000-01-01T00:00:00.000Z level=WARN msg=written\n")
		logger.Warn("written")
		synctest.Wait()
		time.Sleep(time.Second)
		out.room = 1 << 10
		logger.Info("last")
		w.Close()
		lines := strings.Split(strings.TrimSuffix(out.text.String(), "\n"), "\n")
		if len(lines) != 3 || !strings.HasSuffix(lines[0], "msg=written") || !strings.HasSuffix(lines[1], "msg=last") || !strings.HasSuffix(lines[2], " lines=3") {
			t.Errorf("the lines are %q", lines)
		}
	})
}
