package graph_test

import (
	"database/sql"
	"os"
	"strings"
	"testing"

	"github.com/itemactivity/itemactivity/internal/auth"
	"github.com/itemactivity/itemactivity/internal/gqlhttp/gqlhttptest"
)

// TestErrorsOfFillingAreLimited reads many windows of a drive whose statistics cannot be filled. The
// response has errors, and no count. The log has no more lines than the response has errors.
func TestErrorsOfFillingAreLimited(t *testing.T) {
	t.Parallel()
	whole := gqlhttptest.NewExampleServer(t)
	whole.Execute(t, damagedFixture, nil, new(any))
	if err := whole.Store.Close(); err != nil {
		t.Fatal(err)
	}
	changeDatabase(t, whole.Path, "DELETE FROM drive_action_counts WHERE action = 0", "DELETE FROM drive_action_actors WHERE action = 0",
		// The log lacks an activity, so no step to fill the table succeeds.
		"PRAGMA foreign_keys = OFF", "UPDATE item_activities SET seq = 100 WHERE seq = 1",
		"UPDATE projections SET applied_seq = 100, batch_seq = 100",
		"UPDATE projections SET applied_seq = 0, batch_seq = 0, filling = 1 WHERE name = 'drive_action_counts'")
	content, err := os.ReadFile(whole.Path)
	if err != nil {
		t.Fatal(err)
	}
	s := gqlhttptest.NewServerWith(t, gqlhttptest.Config{Database: content})
	const query = `{ drive(id: "example-drive") { analytics {
		activitiesByInterval(startDateTime: "2024-01-01T00:00:00Z", endDateTime: "2024-12-31T00:00:00Z", interval: DAY) { access { actionCount actorCount } }
	} } }`
	codes := codesOf(t, s, auth.Local(), query)
	if len(codes) == 0 {
		t.Fatal("the response has no errors")
	}
	for _, code := range codes {
		if code != "UNAVAILABLE" {
			t.Errorf("the code is %s", code)
		}
	}
	if lines := strings.Count(s.Log.String(), "a field failed"); lines > len(codes) {
		t.Errorf("%d errors are logged, and the response has %d", lines, len(codes))
	}
}

func changeDatabase(t *testing.T, path string, changes ...string) {
	t.Helper()
	db, err := sql.Open("sqlite3", path)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	db.SetMaxOpenConns(1)
	for _, change := range changes {
		if _, err := db.Exec(change); err != nil {
			t.Fatal(change, err)
		}
	}
}
