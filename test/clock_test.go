package test

import (
	"database/sql"
	"path/filepath"
	"regexp"
	"strconv"
	"testing"
)

// : how far what was recorded is ahead of the clock is 0,
// until the clock has been set back.
func TestRecordedAheadMetric(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "a.db")
	s := start(t, path)
	if ahead := s.recordedAhead(t); ahead != 0 {
		t.Errorf("the clock is right, and the metric is %f", ahead)
	}
	s.stop(t)
	db, err := sql.Open("sqlite3", path)
	if err != nil {
		t.Fatal(err)
	}
	// What a run with a clock that is 1000 days ahead leaves.
	const ahead = 1000 * 24 * 60 * 60
	if _, err := db.Exec("UPDATE drive_activities SET recorded_date_time = recorded_date_time + ?", ahead*10_000_000); err != nil {
		t.Fatal(err)
	}
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	s = start(t, path)
	if got := s.recordedAhead(t); got <= ahead-60*60 || got > ahead {
		t.Errorf("the metric is %f s, of %d", got, ahead)
	}
	s.stop(t)
}

func (s *server) recordedAhead(t *testing.T) float64 {
	t.Helper()
	text := s.scrape(t, s.url)
	found := regexp.MustCompile(`(?m)^itemactivity_recorded_ahead_seconds (\S+)$`).FindStringSubmatch(text)
	if found == nil {
		t.Fatalf("there is no such metric:\n%s", text)
	}
	seconds, err := strconv.ParseFloat(found[1], 64)
	if err != nil {
		t.Fatal(err)
	}
	return seconds
}
