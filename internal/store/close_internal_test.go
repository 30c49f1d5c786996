package store

import (
	"context"
	"log/slog"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/itemactivity/itemactivity/internal/auth"
	"github.com/itemactivity/itemactivity/internal/store/fixture"
	"github.com/itemactivity/itemactivity/models"
)

// TestCloseIsNoDisplacement requires that health checks during Close do not report a removed
// file, although Close removes the write-ahead log.
func TestCloseIsNoDisplacement(t *testing.T) {
	for range 10 {
		var log lockedBuffer
		s, err := Open(t.Context(), Config{Path: filepath.Join(t.TempDir(), "a.db"), Logger: slog.New(slog.NewTextHandler(&log, nil))})
		if err != nil {
			t.Fatal(err)
		}
		if _, err := s.CreateGroup(fixture.As(t, auth.Local()), models.Group{DisplayName: "x"}); err != nil {
			t.Fatal(err)
		}
		ctx, stop := context.WithCancel(t.Context())
		var asking sync.WaitGroup
		asking.Go(func() {
			for ctx.Err() == nil {
				s.Metrics()
			}
		})
		if err := s.Close(); err != nil {
			t.Error(err)
		}
		stop()
		asking.Wait()
		if strings.Contains(log.String(), "moved or removed") {
			t.Fatalf("the log is\n%s", log.String())
		}
	}
}

// lockedBuffer is a log that several goroutines write and read.
type lockedBuffer struct {
	mu   sync.Mutex
	text strings.Builder
}

func (b *lockedBuffer) Write(p []byte) (int, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.text.Write(p)
}

func (b *lockedBuffer) String() string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.text.String()
}
