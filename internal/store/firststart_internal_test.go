package store

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/itemactivity/itemactivity/internal/store/fixture"
	"github.com/itemactivity/itemactivity/internal/store/sqlite/dbfile"
	"github.com/itemactivity/itemactivity/models"
)

// TestInterruptedFirstStart opens databases that a killed first start can leave. Each has a
// different number of the frames that the first start writes to the log.
func TestInterruptedFirstStart(t *testing.T) {
	const header, frame = 32, 24 + dbfile.PageSize
	path := filepath.Join(t.TempDir(), "new.db")
	reopen(t, path, nil)
	content := map[string][]byte{}
	for _, name := range []string{path, path + "-wal"} {
		var err error
		if content[name], err = os.ReadFile(filepath.Clean(name)); err != nil {
			t.Fatal(err)
		}
	}
	log := content[path+"-wal"]
	if len(log) < header+20*frame {
		t.Fatalf("the log of a new database has %d bytes", len(log))
	}
	for end := header; end <= len(log); end += frame {
		interrupted := filepath.Join(t.TempDir(), "interrupted.db")
		for name, content := range map[string][]byte{interrupted: content[path], interrupted + "-wal": log[:end]} {
			if err := os.WriteFile(name, content, 0o600); err != nil {
				t.Fatal(err)
			}
		}
		s := reopen(t, interrupted, nil)
		if _, err := s.CreateGroup(fixture.Local(t), models.Group{DisplayName: "Team"}); err != nil {
			t.Errorf("%d frames in the log: %v", (end-header)/frame, err)
		}
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	}
}
