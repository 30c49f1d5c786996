package statement_test

import (
	"log/slog"
	"runtime"
	"testing"
	"weak"

	"github.com/itemactivity/itemactivity/internal/store/statement"
)

// TestInsertDoesNotKeepValues inserts rows with several statements, of which the last one has the fewest
// values. It requires that the values of none of them remain in memory.
func TestInsertDoesNotKeepValues(t *testing.T) {
	const rows = 3
	insert := statement.NewInsert("names (content)", "", func(values []any, content []byte) []any { return append(values, content) })
	for _, kind := range []string{"connection", "transaction", "pool"} {
		t.Run(kind, func(t *testing.T) {
			db := sessions(t, slog.New(slog.DiscardHandler))[kind]
			var kept [rows]weak.Pointer[byte]
			func() {
				contents := make([][]byte, rows)
				for i := range contents {
					contents[i] = make([]byte, 100)
					kept[i] = weak.Make(&contents[i][0])
				}
				if err := insert.Run(db, contents); err != nil {
					t.Fatal(err)
				}
			}()
			runtime.GC() // a second one would empty the pool of the executions
			for i, content := range kept {
				if content.Value() != nil {
					t.Errorf("the value of row %d is in memory", i)
				}
			}
			if n, _, err := statement.Number(db, "SELECT count(*) FROM names WHERE length(content) = 100"); n != rows || err != nil {
				t.Errorf("%d rows are stored (%v), want %d", n, err, rows)
			}
		})
	}
}
