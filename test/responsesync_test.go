package test

import (
	"bufio"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
)

// TestResponseFollowsSync traces the server's system calls. The server must not send a
// successful response before it has synced the part of the write-ahead log that has the row.
// Killing the process cannot prove this, because data that was written but not synced
// survives in the page cache; only a power cut loses it.
func TestResponseFollowsSync(t *testing.T) {
	t.Parallel()
	database := filepath.Join(t.TempDir(), "a.db")
	s, ended := startTraced(t, database)

	// These mutations run one after the other. The ids are text and not UUIDs, which are
	// stored as binary: the trace has their bytes.
	single := []struct{ marker, mutation string }{
		{"durable-access", `createItemActivity(groupId: "example-group", activityId: "example-activity", statId: "~allTime~example-file", input: {id: "durable-access", access: {}}) { id }`},
		{"durable-group", `createGroup(input: {id: "durable-group", displayName: "g"}) { id }`},
		{"durable-item", `createDriveItem(driveId: "example-drive", input: {id: "durable-item", name: "i", file: {}}) { id }`},
		{"durable-edit", `createDriveActivity(driveItemId: "durable-item", input: {id: "durable-edit", action: {edit: {}}}) { id }`},
		{"durable-stat", `createItemActivityStat(driveItemId: "durable-item", input: {id: "durable-stat", startDateTime: "2020-01-01T00:00:00Z", endDateTime: "2020-01-02T00:00:00Z"}) { id }`},
		{"durable-name", `renameDriveItem(driveItemId: "durable-item", name: "durable-name") { name }`},
		{"durable-member", `addGroupMember(groupId: "durable-group", userId: "durable-member") { members { nodes { user { id } } } }`},
		{"durable-again", `createItemActivity(groupId: "example-group", activityId: "durable-edit", statId: "durable-stat", input: {id: "durable-again", access: {}, activityDateTime: "2020-01-01T12:00:00Z"}) { id }`},
	}
	for _, m := range single {
		s.graphql(t, "mutation { "+m.mutation+" }", nil, new(any))
	}

	const clients, rounds = 8, 6
	// These mutations run at the same time.
	concurrentID := func(client, round int) string { return fmt.Sprintf("durable-concurrent-%d-%d", client, round) }
	var working sync.WaitGroup
	for client := range clients {
		working.Go(func() {
			for round := range rounds {
				if err := s.record(plainActivity(concurrentID(client, round))); err != nil {
					t.Error(err)
				}
			}
		})
	}
	working.Wait()
	s.stop(t)

	calls := parseTrace(<-ended)
	for _, m := range single {
		if err := checkOrderAlone(calls, m.marker); err != nil {
			t.Errorf("%s: %v", m.marker, err)
		}
	}
	for client := range clients {
		for round := range rounds {
			if err := checkOrder(calls, concurrentID(client, round)); err != nil {
				t.Errorf("%s: %v", concurrentID(client, round), err)
			}
		}
	}

	// The folder must be synced as well: otherwise the log has no name after a power cut.
	created := first(calls, func(c *call) bool { return c.toWAL() && c.writes() })
	response := responseWith(calls, single[0].marker)
	if first(calls, func(c *call) bool {
		return c.syncs() && c.file == filepath.Dir(database) && created.before(c) && c.before(response)
	}) == nil {
		t.Error("the first response was sent before the folder of the write-ahead log was synced")
	}
}

// startTraced starts a server under strace. The channel receives the lines of the trace when
// the server has ended.
func startTraced(t *testing.T, database string) (*server, <-chan []string) {
	t.Helper()
	// With -D, strace is a child of the server, so that the started process is the server.
	options := []string{"-D", "-f", "-y", "-s", "65536", "-e", "signal=none", "-e", "trace=write,writev,pwrite64,pwritev,sendto,sendmsg,fsync,fdatasync"}
	needStrace(t, options...)
	trace, written, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	// The first of the ExtraFiles has the descriptor 3.
	command := serving("strace", database)
	command.Args = append(append([]string{"strace", "-o", "/dev/fd/3"}, options...), append([]string{built(t, programWithoutRace)}, command.Args[1:]...)...)
	command.ExtraFiles = []*os.File{written}
	ended := make(chan []string, 1)
	go func() { ended <- readLines(trace) }()
	s := startCommand(t, command)
	written.Close()
	return s, ended
}

// needStrace skips the test if strace does not work with the options. In CI it fails the test.
func needStrace(t *testing.T, options ...string) {
	t.Helper()
	output, err := exec.Command("strace", append(options, "-o", os.DevNull, "true")...).CombinedOutput()
	switch {
	case err == nil:
	case os.Getenv("CI") != "":
		t.Fatalf("strace does not work, and CI needs it: %v: %s", err, output)
	default:
		t.Skipf("strace does not work: %v: %s", err, output)
	}
}

func readLines(from io.ReadCloser) (lines []string) {
	defer from.Close()
	in := bufio.NewReader(from)
	for {
		line, err := in.ReadString('\n')
		if err != nil {
			return lines
		}
		lines = append(lines, strings.TrimSuffix(line, "\n"))
	}
}
