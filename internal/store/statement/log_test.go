package statement_test

import (
	"bytes"
	"log/slog"
	"path/filepath"
	"strings"
	"testing"

	"gorm.io/driver/sqlite"
	"gorm.io/gorm"

	"github.com/itemactivity/itemactivity/internal/store/statement"
)

// TestStatementsAreLoggedWithoutValues: what clients send is not for the log,
// also where a statement fails.
func TestStatementsAreLoggedWithoutValues(t *testing.T) {
	var text bytes.Buffer
	db, err := gorm.Open(sqlite.Open(filepath.Join(t.TempDir(), "a.db")), &gorm.Config{})
	if err != nil {
		t.Fatal(err)
	}
	if err := db.Exec("CREATE TABLE ids (id TEXT)").Error; err != nil {
		t.Fatal(err)
	}
	db = db.WithContext(t.Context())
	db.Logger = statement.NewLogger(slog.New(slog.NewTextHandler(&text, &slog.HandlerOptions{Level: slog.LevelDebug})))
	for _, condition := range []string{"id = ?", "nothing = ?"} {
		text.Reset()
		var rows []map[string]any
		err := db.Table("ids").Where(condition, "a secret").Find(&rows).Error
		if failed := err != nil; failed == (condition == "id = ?") {
			t.Error(err)
		}
		if logged := text.String(); !strings.Contains(logged, condition) || strings.Contains(logged, "secret") {
			t.Errorf("the log is %s", logged)
		}
	}
}
