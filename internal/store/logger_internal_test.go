package store

import (
	"bytes"
	"log/slog"
	"strings"
	"testing"
)

// TestStatementsAreLoggedWithoutValues: what clients send is not for the log,
// also where a statement fails.
func TestStatementsAreLoggedWithoutValues(t *testing.T) {
	var text bytes.Buffer
	s := open(t, nil)
	db := s.database.Reads().WithContext(t.Context())
	db.Logger = newStatementLogger(slog.New(slog.NewTextHandler(&text, &slog.HandlerOptions{Level: slog.LevelDebug})))
	for _, condition := range []string{"id = ?", "nothing = ?"} {
		text.Reset()
		_, err := take[idRow](db.Where(condition, "a secret"))
		if failed := err != nil; failed == (condition == "id = ?") {
			t.Error(err)
		}
		if logged := text.String(); !strings.Contains(logged, condition) || strings.Contains(logged, "secret") {
			t.Errorf("the log is %s", logged)
		}
	}
}
