package test

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"golang.org/x/sys/unix"
)

// limitFileSize bounds the size of the files that a running server can write, which a
// write past it meets as it meets a full disk, and needs no rights. 0 lifts it.
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

// waitForStatus waits until the server's status is the wanted one.
func (s *server) waitForStatus(t *testing.T, status string) readiness {
	t.Helper()
	var r readiness
	eventually(t, func() bool {
		r = s.ready(t, s.url)
		return r.Status == status
	}, func() string {
		return fmt.Sprintf("the server is %+v, and does not become %s\n%s", r, status, s.logged())
	})
	return r
}

// TestFullDisk fills the disk under an idle server. It says so without a user's
// write, refuses writes and answers reads meanwhile, and is ready again without a
// restart once there is room.
func TestFullDisk(t *testing.T) {
	t.Parallel()
	database := filepath.Join(t.TempDir(), "a.db")
	s := start(t, database)
	if err := s.record(distinctActivity("before", 1)); err != nil {
		t.Fatal(err)
	}
	if got := s.ready(t, s.url); got.Status != "ready" {
		t.Errorf("the server is %+v", got)
	}
	log, err := os.Stat(database + "-wal")
	if err != nil {
		t.Fatal(err)
	}
	s.limitFileSize(t, log.Size())

	full := s.waitForStatus(t, "not ready")
	if full.Checks["database"] == "ok" || full.Checks["writer"] != "ok" || full.Checks["schema"] != "ok" {
		t.Errorf("the reasons are %v", full.Checks)
	}
	if strings.Contains(full.Checks["database"], database) {
		t.Error("the reason names the file")
	}
	if err := s.record(distinctActivity("during", 2)); err == nil || !strings.Contains(err.Error(), "UNAVAILABLE") {
		t.Errorf("a write on a full disk is answered with %v", err)
	}
	s.graphql(t, "{ me { id } }", nil, new(any))
	if status, _, err := s.fetch(s.url + "livez"); err != nil || status != 200 {
		t.Errorf("the server is not live: %d, %v", status, err)
	}

	s.limitFileSize(t, 0)
	s.waitForStatus(t, "ready")
	if err := s.record(distinctActivity("after", 3)); err != nil {
		t.Error(err)
	}
	s.stop(t)
	if log := s.logged(); strings.Count(log, "msg=readiness") != 2 {
		t.Errorf("the log does not tell the two changes once each:\n%s", log)
	}
}
