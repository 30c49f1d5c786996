package test

import (
	"database/sql"
	"path/filepath"
	"regexp"
	"strconv"
	"testing"
)

// TestRecordedAheadMetric: itemactivity_recorded_ahead_seconds is 0 while the clock is
// correct. After the clock was set back, it is the time by which the latest recorded time is
// ahead of the clock.
func TestRecordedAheadMetric(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "a.db")
	s := start(t, path)
	if ahead := s.recordedAhead(t); ahead != 0 {
		t.Errorf("the metric is %f with a correct clock, want 0", ahead)
	}
	s.stop(t)
	db, err := sql.Open("sqlite3", path)
	if err != nil {
		t.Fatal(err)
	}
	// The state after a run with a clock that was 1000 days ahead.
	const ahead = 1000 * 24 * 60 * 60
	if _, err := db.Exec("UPDATE drive_activities SET recorded_date_time = recorded_date_time + ?", ahead*10_000_000); err != nil {
		t.Fatal(err)
	}
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	s = start(t, path)
	if got := s.recordedAhead(t); got <= ahead-60*60 || got > ahead {
		t.Errorf("the metric is %f s, want almost %d s", got, ahead)
	}
	s.stop(t)
}

// recordedAhead returns the metric, in seconds.
func (s *server) recordedAhead(t *testing.T) float64 {
	t.Helper()
	text := s.scrape(t, s.url)
	found := regexp.MustCompile(`(?m)^itemactivity_recorded_ahead_seconds (\S+)$`).FindStringSubmatch(text)
	if found == nil {
		t.Fatalf("the metrics have no itemactivity_recorded_ahead_seconds:\n%s", text)
	}
	seconds, err := strconv.ParseFloat(found[1], 64)
	if err != nil {
		t.Fatal(err)
	}
	return seconds
}
