package logging_test

import (
	"bytes"
	"errors"
	"fmt"
	"log/slog"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/itemactivity/itemactivity/internal/telemetry/logging"
)

// lines returns the log of a record from slog's handler and from the buffered handler.
func lines(tb testing.TB, f logging.Format, line slog.Record, prepare func(slog.Handler) slog.Handler) (want, got string) {
	tb.Helper()
	var direct, buffered bytes.Buffer
	handler, w := f.Buffered(&buffered)
	if err := errors.Join(prepare(f.Handler(&direct)).Handle(tb.Context(), line), prepare(handler).Handle(tb.Context(), line)); err != nil {
		tb.Fatal(err)
	}
	w.Close()
	return direct.String(), buffered.String()
}

func unchanged(h slog.Handler) slog.Handler { return h }

var noon = time.Date(2026, 11, 30, 12, 0, 0, 0, time.UTC)

func record(message string, attrs ...slog.Attr) slog.Record {
	r := slog.NewRecord(noon, slog.LevelInfo, message, 0)
	r.AddAttrs(attrs...)
	return r
}

// compare fails if the buffered handler writes another line than slog's.
func compare(tb testing.TB, line slog.Record, prepare func(slog.Handler) slog.Handler) {
	tb.Helper()
	for _, f := range []logging.Format{{JSON: true}, {JSON: false}} {
		want, got := lines(tb, f, line, prepare)
		if want == "" || got != want {
			tb.Errorf("%+v: the line is\n%s, want\n%s", f, got, want)
		}
	}
}

// TestLinesEqualSlog compares lines whose texts, times and values are unusual with those of slog.
func TestLinesEqualSlog(t *testing.T) {
	texts := []string{"", "two words", "GET", "/v1.0/drives/{drive-id}", "é", "\u2028", "\ufffd", "<script>&", "nil", "[1 2]", "line\nlevel=ERROR msg=forged", `","level":"ERROR`}
	for c := range 256 {
		texts = append(texts, "a"+string([]byte{byte(c)})+"b")
	}
	for _, text := range texts {
		compare(t, record(text), unchanged)
		compare(t, record("request", slog.String("path", text), slog.Int("status", 200)), unchanged)
		compare(t, record("request", slog.String(text, "GET")), unchanged)
	}
	for _, value := range []any{
		0, -1, math.MaxInt64, math.MinInt64, uint64(math.MaxUint64), 1.5, math.NaN(), true, false, nil, errors.New("an error"),
		[]int{1},
		noon,
		time.Duration(0), time.Nanosecond, 999 * time.Nanosecond, time.Microsecond, 1001 * time.Nanosecond, 1234567 * time.Nanosecond,
		time.Second, 90 * time.Minute, 290 * 365 * 24 * time.Hour, -time.Second, valuer("a"),
	} {
		compare(t, record("request", slog.Any("value", value), slog.Any("next", value)), unchanged)
	}
	compare(t, record("request", slog.Attr{}, slog.Group("g", slog.Int("a", 1)), slog.Group("empty"), slog.Group("", slog.Int("inline", 1))), unchanged)
	zone := time.FixedZone("", -(3*3600 + 30*60))
	for _, when := range []time.Time{{}, noon.Add(time.Nanosecond), noon.Add(999_999_999), noon.Add(120 * time.Millisecond), noon.In(zone), time.Now(), noon.AddDate(9000, 0, 0)} {
		r := record("request")
		r.Time = when
		compare(t, r, unchanged)
	}
	for level := slog.LevelDebug - 1; level <= slog.LevelError+1; level++ {
		r := record("request")
		r.Level = level
		compare(t, r, unchanged)
	}
}

// valuer is a value that slog asks for its text.
type valuer string

// LogValue implements slog.LogValuer.
func (m valuer) LogValue() slog.Value { return slog.StringValue("value of " + string(m)) }

// TestLinesOfDerivedLoggers compares the lines of loggers with attributes and groups.
func TestLinesOfDerivedLoggers(t *testing.T) {
	line := record("request", slog.Duration("duration", time.Second))
	compare(t, line, func(h slog.Handler) slog.Handler { return h.WithAttrs([]slog.Attr{slog.Int("a", 1)}) })
	compare(t, line, func(h slog.Handler) slog.Handler { return h.WithGroup("g") })
	compare(t, line, func(h slog.Handler) slog.Handler { return h.WithGroup("g").WithAttrs([]slog.Attr{slog.Int("a", 1)}) })
}

func FuzzLinesEqualSlog(f *testing.F) {
	f.Add("request", "path", "/graphql", int64(200), int64(time.Millisecond))
	f.Fuzz(func(t *testing.T, message, key, text string, number, duration int64) {
		compare(t, record(message, slog.String(key, text), slog.Int64(key, number), slog.Duration("d", time.Duration(duration))), unchanged)
	})
}

// accessLine is the line of a request.
func accessLine() slog.Record {
	return record("request", slog.String("method", "POST"), slog.String("path", "/graphql"), slog.Int("status", 200), slog.Int64("bytes", 1234),
		slog.Duration("duration", 1234567*time.Nanosecond), slog.String("request_id", "01a22a33-7e2f-7989-bf6c-f43f077f7f3b"),
		slog.String("type", "query"), slog.String("operation", "Page"))
}

// TestLevel checks that lines below the level are not logged.
func TestLevel(t *testing.T) {
	var log bytes.Buffer
	handler, w := logging.Format{Level: slog.LevelWarn}.Buffered(&log)
	logger := slog.New(handler)
	logger.Info("quiet")
	logger.Warn("loud")
	w.Close()
	if text := log.String(); strings.Contains(text, "quiet") || !strings.Contains(text, "loud") {
		t.Errorf("the log is %s", text)
	}
}

// BenchmarkAccessLine writes lines of requests to a file.
func BenchmarkAccessLine(b *testing.B) {
	for _, f := range []logging.Format{{JSON: false}, {JSON: true}} {
		for _, buffered := range []bool{false, true} {
			b.Run(fmt.Sprintf("json=%t/buffered=%t", f.JSON, buffered), func(b *testing.B) {
				file, err := os.Create(filepath.Join(b.TempDir(), "log"))
				if err != nil {
					b.Fatal(err)
				}
				defer file.Close()
				handler := f.Handler(file)
				if buffered {
					var w *logging.Writer
					handler, w = f.Buffered(file)
					defer w.Close()
				}
				line := accessLine()
				b.ReportAllocs()
				for b.Loop() {
					_ = handler.Handle(b.Context(), line)
				}
			})
		}
	}
}
