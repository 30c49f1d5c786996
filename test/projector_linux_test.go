package test

import (
	"net/http"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// TestFailingProjector makes every update of one derived table fail. The server must report it and
// stay ready, responses must contain what was recorded meanwhile, and the table must be updated when
// the cause is gone.
func TestFailingProjector(t *testing.T) {
	t.Parallel()
	database := filepath.Join(t.TempDir(), "a.db")
	s := start(t, database)
	db := plainSQLite(t, database, "_busy_timeout=5000")
	execute := func(statement string) {
		t.Helper()
		if _, err := db.Exec(statement); err != nil {
			t.Fatal(err)
		}
	}
	execute("CREATE TRIGGER failing BEFORE INSERT ON activity_postings BEGIN SELECT RAISE(ABORT, 'private'); END")
	want := func(wanted, metric string) {
		t.Helper()
		body, status := "", 0
		eventually(t, func() (done bool) {
			var err error
			if status, body, err = s.fetch(s.url + "readyz"); err != nil || status != http.StatusOK {
				t.Fatalf("the status of readyz is %d (%v): %s", status, err, body)
			}
			return strings.Contains(body, wanted) && regexp.MustCompile(`(?m)^itemactivity_projection_`+metric+`$`).MatchString(s.scrape(t, s.url))
		}, func() string { return "the readiness is " + body })
		if !strings.Contains(body, `"status":"ready"`) || strings.Contains(body, "private") {
			t.Errorf("the readiness is %s", body)
		}
	}
	wantCounts := func(accesses int) {
		t.Helper()
		var found struct {
			Stat        struct{ Access struct{ ActionCount int } }
			ByRecording struct {
				TotalCount int
				Nodes      []struct{ ID string }
			}
		}
		s.graphql(t, `{
			stat: itemActivityStat(id: "~allTime~example-file") { access { actionCount } }
			byRecording: itemActivities(filter: {groupId: "example-group"}, orderBy: RECORDED_DATE_TIME_ASC) { totalCount nodes { id } }
		}`, nil, &found)
		if found.Stat.Access.ActionCount != accesses || found.ByRecording.TotalCount != accesses || len(found.ByRecording.Nodes) != accesses {
			t.Errorf("the server has %+v, want %d accesses", found, accesses)
		}
	}
	if err := s.record(plainActivity("one")); err != nil {
		t.Fatal(err)
	}
	const failing = `"projections":"the tables that are derived from the recorded activities cannot be updated"`
	want(failing, "failures_total [1-9].*")
	if metrics := s.scrape(t, s.url); !strings.Contains(metrics, "itemactivity_projection_lag_activities 1\n") ||
		strings.Contains(metrics, "itemactivity_projection_lag_seconds 0\n") || !strings.Contains(metrics, "itemactivity_tail_activities 1\n") {
		t.Errorf("the metrics of the projections are wrong:\n%s", metrics)
	}
	if err := s.record(plainActivity("two")); err != nil {
		t.Fatal(err)
	}
	wantCounts(2)
	execute("DROP TRIGGER failing")
	want(`"projections":"ok"`, "lag_activities 0")
	wantCounts(2)
	if metrics := s.scrape(t, s.url); !strings.Contains(metrics, `itemactivity_projection_rows_total{projection="activity_postings"} 4`+"\n") ||
		!strings.Contains(metrics, "itemactivity_projection_lag_seconds 0\n") || strings.Contains(metrics, "itemactivity_projection_step_duration_seconds_count 0\n") {
		t.Errorf("the metrics of the projections are wrong:\n%s", metrics)
	}
	if err := db.Close(); err != nil {
		t.Error(err)
	}
	s.stop(t)
	if !strings.Contains(s.logged(), "cannot update the tables that are derived from the log of item activities") {
		t.Errorf("the log does not contain the failure:\n%s", s.logged())
	}
	wantVerified(t, database)
}
