package store_test

import (
	"bytes"
	"compress/gzip"
	"context"
	"fmt"
	"io"
	"log/slog"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/itemactivity/itemactivity/internal/auth"
	"github.com/itemactivity/itemactivity/internal/store"
)

var upgradeFolder = filepath.Join("testdata", "upgrade")

// upgradeFile is the path of a database of the program of a schema version.
func upgradeFile(version int64) string {
	return filepath.Join(upgradeFolder, fmt.Sprintf("schema-%d.db.gz", version))
}

// TestUpgrade opens the database of each earlier version. It requires that the database
// contains all facts, that every creation can be repeated, and that opening the database again
// changes nothing.
func TestUpgrade(t *testing.T) {
	files, err := filepath.Glob(filepath.Join(upgradeFolder, "schema-*.db.gz"))
	if err != nil || len(files) < 5 {
		t.Fatalf("the files are %q (%v)", files, err)
	}
	for _, file := range files {
		var version int64
		if _, err := fmt.Sscanf(filepath.Base(file), "schema-%d.db.gz", &version); err != nil {
			t.Fatal(file, err)
		}
		t.Run(filepath.Base(file), func(t *testing.T) {
			t.Parallel()
			path := unpack(t, file)
			if got := schemaVersion(t, path); got != version {
				t.Fatalf("the schema version of the file is %d", got)
			}
			upgraded := openUpgraded(t, path)
			upgraded.version = version
			upgraded.compare(t)
			upgraded.repeat(t)
			upgraded.compare(t)
			wantNoDifference(t, path)
			opened := closedFile(t, upgraded.Store, path)
			again := openUpgraded(t, path)
			if !bytes.Equal(closedFile(t, again.Store, path), opened) {
				t.Error("opening the upgraded database changed it")
			}
		})
	}
}

// cameWithNext contains the schema versions that no program has had, because the migration was
// committed together with the next one.
var cameWithNext = []int64{3, 5, 10, 12, 13}

// TestEarlierDatabasesAreKept requires a database of each version before the newest one, which
// may still change.
func TestEarlierDatabasesAreKept(t *testing.T) {
	path := filepath.Join(t.TempDir(), "itemactivity.db")
	closedFile(t, openUpgraded(t, path).Store, path)
	newest := schemaVersion(t, path)
	if newest < 7 {
		t.Fatalf("the newest schema version is %d", newest)
	}
	for version := int64(1); version < newest; version++ {
		if _, err := os.Stat(upgradeFile(version)); err != nil && !slices.Contains(cameWithNext, version) {
			t.Errorf("no database of schema version %d is kept: run make upgrade-file in a checkout without migration %d, or add %[1]d to cameWithNext if both migrations come in one commit", version, version+1)
		}
	}
}

// TestUpgradeIsLogged requires that the log contains the versions before and after an upgrade,
// and how to return to the old one. A start without an upgrade must not log this.
func TestUpgradeIsLogged(t *testing.T) {
	path := unpack(t, upgradeFile(2))
	for _, want := range [][]string{
		{`level=WARN msg="upgrading the database: earlier versions`, "restore a backup", `msg="upgraded the database" database=`}, nil,
	} {
		var log strings.Builder
		s, err := store.Open(t.Context(), store.Config{Path: path, Logger: slog.New(slog.NewTextHandler(&log, nil))})
		if err != nil {
			t.Fatal(err)
		}
		for tick := time.NewTicker(time.Millisecond); s.Metrics().FillLag > 0; { // otherwise the next start continues to fill
			<-tick.C
		}
		if err := s.Close(); err != nil {
			t.Error(err)
		}
		for _, text := range want {
			if strings.Count(log.String(), text) != 1 {
				t.Errorf("the log does not contain %q exactly once:\n%s", text, log.String())
			}
		}
		if want == nil && log.Len() > 0 {
			t.Errorf("the log is\n%s", log.String())
		}
	}
}

// upgraded is a database that the program of a schema version has created.
type upgraded struct {
	*store.Store
	version int64
}

func openUpgraded(t *testing.T, path string) *upgraded {
	t.Helper()
	s, err := store.Open(t.Context(), store.Config{Path: path, Logger: slog.New(slog.DiscardHandler)})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() })
	return &upgraded{Store: s}
}

// closedFile closes a store, and returns the content of its file.
func closedFile(t *testing.T, s *store.Store, path string) []byte {
	t.Helper()
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	content, err := os.ReadFile(filepath.Clean(path))
	if err != nil {
		t.Fatal(err)
	}
	if names, err := filepath.Glob(path + "-*"); err != nil || len(names) > 0 {
		t.Errorf("the folder of the closed database contains %q (%v)", names, err)
	}
	return content
}

func wantNoDifference(t *testing.T, path string) {
	t.Helper()
	found, err := store.Verify(t.Context(), store.Config{Path: path, Logger: slog.New(slog.DiscardHandler)}, nil)
	if err != nil || found.Different > 0 {
		t.Errorf("verify: %v, %+v", err, found)
	}
}

// unpack returns the path of an unpacked database.
func unpack(t *testing.T, file string) string {
	t.Helper()
	f, err := os.Open(filepath.Clean(file))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	r, err := gzip.NewReader(f)
	if err != nil {
		t.Fatal(err)
	}
	content, err := io.ReadAll(r)
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), "itemactivity.db")
	if err := os.WriteFile(path, content, 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

func callerContext(t *testing.T) context.Context {
	t.Helper()
	return auth.WithPrincipal(t.Context(), auth.Local())
}
