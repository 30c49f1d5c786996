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

// TestStatementsAreLoggedWithoutValues checks that values of clients are not logged, also
// when a statement fails.
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
		for name, run := range map[string]func() error{
			"Find": func() error {
				var rows []map[string]any
				return db.Table("ids").Where(condition, "a secret").Find(&rows).Error
			},
			"Scan": func() error {
				var n int
				return db.Raw("SELECT count(*) FROM ids WHERE "+condition, "a secret").Scan(&n).Error
			},
			"Exec": func() error { return db.Exec("DELETE FROM ids WHERE "+condition, "a secret").Error },
		} {
			text.Reset()
			err := run()
			if failed := err != nil; failed == (condition == "id = ?") {
				t.Errorf("the error of %s is %v", name, err)
			}
			if logged := text.String(); !strings.Contains(logged, condition) || strings.Contains(logged, "secret") {
				t.Errorf("the log of %s is %s", name, logged)
			}
		}
	}
}
