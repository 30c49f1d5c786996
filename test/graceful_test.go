package test

import (
	"path/filepath"
	"strings"
	"syscall"
	"testing"
)

// TestStopUnderLoad stops the server while clients record. It stores what it
// answers, answers what it stores, and ends well.
func TestStopUnderLoad(t *testing.T) {
	t.Parallel()
	for _, signal := range []syscall.Signal{syscall.SIGTERM, syscall.SIGINT} {
		t.Run(signal.String(), func(t *testing.T) {
			database := filepath.Join(t.TempDir(), "a.db")
			clients := newCrowd()
			s := start(t, database)
			clients.work(t, s, "load", 300, func() {
				if err := s.terminate(signal); err != nil {
					t.Error(err)
				}
			})
			if log := s.logged(); strings.Contains(log, "cut off") || strings.Contains(log, "level=ERROR") {
				t.Errorf("the log complains:\n%s", log)
			}

			s = start(t, database)
			for id := range clients.check(t, s) {
				if _, ok := clients.answered[id]; !ok {
					t.Errorf("%s was stored, and its client had no answer", id)
				}
			}
			clients.repeat(t, s)
			clients.check(t, s)
			s.stop(t)
		})
	}
}
