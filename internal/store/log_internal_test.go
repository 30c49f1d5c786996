package store

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/itemactivity/itemactivity/internal/store/fixture"
	"github.com/itemactivity/itemactivity/internal/store/sqlite"
	"github.com/itemactivity/itemactivity/internal/store/sqlite/dbfile"
	"github.com/itemactivity/itemactivity/models"
)

// shortLog contains limits of the write-ahead log that are reached soon.
var shortLog = sqlite.LogLimits{Restart: 512, Step: 128, EndReads: 1024, Full: 1536, Foreign: 3000}

// frameSize is the size of a page in the log.
const frameSize = dbfile.PageSize + 24

func openShortLog(t *testing.T) (s *Store, path string, log *strings.Builder) {
	t.Helper()
	path, log = filepath.Join(t.TempDir(), "itemactivity.db"), new(strings.Builder)
	s, err := Open(t.Context(), Config{Path: path, Logger: slog.New(slog.NewTextHandler(log, nil)), log: &shortLog})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() })
	if err := s.CreateExample(t.Context()); err != nil {
		t.Fatal(err)
	}
	return s, path, log
}

// recordMany records a bulk.
func recordMany(ctx context.Context, s *Store, rows int, user string) error {
	inputs := make([]*models.CreateItemActivityInput, rows)
	for i := range inputs {
		inputs[i] = &models.CreateItemActivityInput{ActivityKey: exampleKey, Input: fixture.Access("", fmt.Sprint(user, i), models.Day(700_000+i%50))}
	}
	_, err := s.CreateItemActivities(ctx, inputs, true)
	return err
}

// TestLogIsBoundedDuringOverlappingReads requires that reads that always overlap, and of which
// some never end, do not make the log exceed its limit plus the largest commit. Reads that are
// ended have the right cause, and all acknowledged activities are stored.
func TestLogIsBoundedDuringOverlappingReads(t *testing.T) {
	s, path, _ := openShortLog(t)
	const writers, bulks, mostBulks, rows = 2, 40, 400, 200
	const largest = 2 * rows * 5 // pages of a commit, most of which several commits change
	ctx, stop := context.WithCancel(fixture.Local(t))
	var commits atomic.Int64
	var written, ended, finished atomic.Int64
	var reading, writing sync.WaitGroup
	for reader := range 6 {
		reading.Go(func() {
			for ctx.Err() == nil {
				snapshot, end := s.begin(ctx, new(Attempt))
				until := commits.Load() + int64(reader)
				for reader == 0 || commits.Load() < until {
					if _, err := s.Groups(snapshot, models.PageArgs{}); err != nil {
						if ctx.Err() == nil {
							ended.Add(1)
							if cause := context.Cause(snapshot); !errors.Is(cause, sqlite.ErrLogHeld) {
								t.Errorf("a read ended with %v because of %v", err, cause)
							}
						}
						break
					}
				}
				if snapshot.Err() == nil {
					finished.Add(1)
				}
				end()
			}
		})
	}
	longest := int64(0)
	var mu sync.Mutex
	for w := range writers {
		writing.Go(func() {
			for n := 0; n < bulks || ended.Load() == 0 && n < mostBulks; n++ {
				if err := recordMany(fixture.Local(t), s, rows, string(rune('a'+w))); err != nil {
					t.Error(err)
					return
				}
				commits.Add(1)
				written.Add(rows)
				mu.Lock()
				longest = max(longest, dbfile.Size(path+"-wal"))
				mu.Unlock()
			}
		})
	}
	writing.Wait()
	stop()
	reading.Wait()
	if bound := int64(shortLog.Full+largest) * frameSize; longest > bound {
		t.Errorf("the log had %d KiB, and its bound is %d KiB", longest>>10, bound>>10)
	}
	if ended.Load() == 0 || finished.Load() == 0 {
		t.Errorf("%d reads were ended and %d were not, so nothing was tested", ended.Load(), finished.Load())
	}
	if held := s.Metrics().Readers.InUse; held != 0 {
		t.Errorf("%d connections are in use after the reads", held)
	}
	found := verified(t, path)
	if found.Activities != written.Load() || found.Different > 0 {
		t.Errorf("%d activities of %d acknowledged are stored: %v", found.Activities, written.Load(), found.Differences)
	}
}

// TestShortReadsAreNotEnded requires that the log restarts although short reads overlap, and
// that none of them is ended.
func TestShortReadsAreNotEnded(t *testing.T) {
	s, path, log := openShortLog(t)
	ctx, stop := context.WithCancel(fixture.Local(t))
	var reading sync.WaitGroup
	for range 4 {
		reading.Go(func() {
			for ctx.Err() == nil {
				snapshot, end := s.begin(ctx, new(Attempt))
				if _, err := s.Groups(snapshot, models.PageArgs{}); err != nil && ctx.Err() == nil {
					t.Errorf("a short read failed: %v", err)
				}
				end()
			}
		})
	}
	for range 60 {
		if err := recordMany(fixture.Local(t), s, 100, "a"); err != nil {
			t.Fatal(err)
		}
	}
	stop()
	reading.Wait()
	if longest := dbfile.Size(path + "-wal"); longest > int64(shortLog.Full)*frameSize {
		t.Errorf("the log has %d KiB", longest>>10)
	}
	if strings.Contains(log.String(), "aborted reads") {
		t.Errorf("the log is\n%s", log)
	}
}

// TestForeignReadStopsTheWriter requires that mutations are rejected when a read of another
// process has made the log reach its bound, that they succeed again after it has ended, and
// that the server's own reads work meanwhile.
func TestForeignReadStopsTheWriter(t *testing.T) {
	s, path, log := openShortLog(t)
	foreign, err := sqlite.OpenReadOnly(t.Context(), Config{Path: path, Logger: slog.New(slog.DiscardHandler)}.database())
	if err != nil {
		t.Fatal(err)
	}
	defer foreign.Close() //nolint:errcheck // the result does not depend on it
	tx := foreign.DB.Begin()
	if tx.Error != nil {
		t.Fatal(tx.Error)
	}
	var groups int
	if err := tx.Raw("SELECT count(*) FROM groups").Scan(&groups).Error; err != nil || groups != 1 {
		t.Fatal(groups, err)
	}
	const rows = 200
	stored := 0
	for ; err == nil && stored < 100*rows; stored += rows {
		err = recordMany(fixture.Local(t), s, rows, strconv.Itoa(stored))
	}
	if refusal := fixture.WantCode(t, err, models.Unavailable); refusal.RetryAfter == 0 {
		t.Error("the error has no RetryAfter")
	}
	stored -= rows
	bound := int64(shortLog.Foreign)*frameSize + max(dbfile.Size(path), rows*20*frameSize)
	if longest := dbfile.Size(path + "-wal"); longest > bound {
		t.Errorf("the log has %d KiB, and its bound is %d KiB", longest>>10, bound>>10)
	}
	if n := groupCount(t, s); n != 1 {
		t.Errorf("%d groups are read with a full log", n)
	}
	if err := tx.Rollback().Error; err != nil {
		t.Fatal(err)
	}
	for err = sqlite.ErrLogFull; errors.Is(err, sqlite.ErrLogFull); {
		err = recordMany(fixture.Local(t), s, rows, "later")
	}
	if err != nil {
		t.Fatal(err)
	}
	if n := strings.Count(log.String(), "writes are rejected"); n != 1 {
		t.Errorf("the log contains the message %d times, want 1:\n%s", n, log)
	}
	if found := verified(t, path); found.Activities != int64(stored+rows) || found.Different > 0 {
		t.Errorf("%d activities are stored, and %d were acknowledged: %v", found.Activities, stored+rows, found.Differences)
	}
}
