package test

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"golang.org/x/sys/unix"
)

// limitFileSize limits the size of the files that a running server writes. A write beyond it
// fails as on a full disk. It needs no privileges. 0 removes the limit.
func (s *server) limitFileSize(t *testing.T, bytes int64) {
	t.Helper()
	var limit unix.Rlimit
	if err := unix.Prlimit(s.process.Pid, unix.RLIMIT_FSIZE, nil, &limit); err != nil {
		t.Fatal(err)
	}
	limit.Cur = limit.Max
	if bytes > 0 {
		limit.Cur = uint64(bytes)
	}
	if err := unix.Prlimit(s.process.Pid, unix.RLIMIT_FSIZE, &limit, nil); err != nil {
		t.Fatal(err)
	}
}

// waitForStatus waits until /readyz reports a status, and returns the whole response.
func (s *server) waitForStatus(t *testing.T, status string) readiness {
	t.Helper()
	var r readiness
	eventually(t, func() bool {
		r = s.ready(t, s.url)
		return r.Status == status
	}, func() string {
		return fmt.Sprintf("readiness is %+v, want %s\n%s", r, status, s.logged())
	})
	return r
}

// TestFullDisk: the disk becomes full while the server is idle. The server must become not
// ready without any mutation, must reject mutations and must still answer queries. When
// there is space, it must become ready again without a restart. The log must have one line
// for each of the two changes.
func TestFullDisk(t *testing.T) {
	t.Parallel()
	database := filepath.Join(t.TempDir(), "a.db")
	s := start(t, database)
	if err := s.record(distinctActivity("before", 1)); err != nil {
		t.Fatal(err)
	}
	if got := s.ready(t, s.url); got.Status != "ready" {
		t.Errorf("readiness at the start is %+v", got)
	}
	log, err := os.Stat(database + "-wal")
	if err != nil {
		t.Fatal(err)
	}
	s.limitFileSize(t, log.Size())

	full := s.waitForStatus(t, "not ready")
	if full.Checks["database"] == "ok" || full.Checks["writer"] != "ok" || full.Checks["schema"] != "ok" {
		t.Errorf("the checks on a full disk are %v", full.Checks)
	}
	if strings.Contains(full.Checks["database"], database) {
		t.Error("the reason contains the path of the database")
	}
	if err := s.record(distinctActivity("during", 2)); err == nil || !strings.Contains(err.Error(), "UNAVAILABLE") {
		t.Errorf("a mutation on a full disk returns %v, want UNAVAILABLE", err)
	}
	s.graphql(t, "{ me { id } }", nil, new(any))
	s.wantAccesses(t, 1)
	if status, _, err := s.fetch(s.url + "livez"); err != nil || status != 200 {
		t.Errorf("the status of /livez is %d, %v", status, err)
	}

	s.limitFileSize(t, 0)
	s.waitForStatus(t, "ready")
	if err := s.record(distinctActivity("after", 3)); err != nil {
		t.Error(err)
	}
	s.wantAccesses(t, 2)
	s.stop(t)
	wantVerified(t, database)
	if log := s.logged(); strings.Count(log, "msg=readiness") != 2 {
		t.Errorf("the log must have one line for each of the two changes:\n%s", log)
	}
}

// wantAccesses requires that the counts and the list of the example file contain a number of accesses
// by different actors.
func (s *server) wantAccesses(t *testing.T, want int) {
	t.Helper()
	var found struct {
		DriveItem struct {
			Analytics struct {
				AllTime struct {
					Access     struct{ ActionCount, ActorCount int }
					Activities struct {
						TotalCount int
						Nodes      []struct{ ID string }
					}
				}
			}
		}
	}
	s.graphql(t, `{ driveItem(id: "example-file") { analytics { allTime { access { actionCount actorCount } activities { totalCount nodes { id } } } } } }`, nil, &found)
	stat := found.DriveItem.Analytics.AllTime
	if stat.Access.ActionCount != want || stat.Access.ActorCount != want || stat.Activities.TotalCount != want || len(stat.Activities.Nodes) != want {
		t.Errorf("there are %+v, want %d accesses", stat, want)
	}
}
