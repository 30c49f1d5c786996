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

//	traces the server's system calls: no answer without
//
// an error may leave before the sync of the log that holds its row. Killing a
// process cannot show that, as what was written but not synced survives in the
// system's memory; only a power cut would.
func TestResponseFollowsSync(t *testing.T) {
	t.Parallel()
	database := filepath.Join(t.TempDir(), "a.db")
	s, ended := startTraced(t, database)

	// The ids are text and no UUIDs, so that their bytes can be found.
	alone := []struct{ marker, mutation string }{
		{"durable-access", `createItemActivity(groupId: "example-group", activityId: "example-activity", statId: "~allTime~example-file", input: {id: "durable-access", access: {}}) { id }`},
		{"durable-group", `createGroup(input: {id: "durable-group", displayName: "g"}) { id }`},
		{"durable-item", `createDriveItem(driveId: "example-drive", input: {id: "durable-item", name: "i", file: {}}) { id }`},
		{"durable-edit", `createDriveActivity(driveItemId: "durable-item", input: {id: "durable-edit", action: {edit: {}}}) { id }`},
		{"durable-stat", `createItemActivityStat(driveItemId: "durable-item", input: {id: "durable-stat", startDateTime: "2020-01-01T00:00:00Z", endDateTime: "2020-01-02T00:00:00Z"}) { id }`},
		{"durable-name", `renameDriveItem(driveItemId: "durable-item", name: "durable-name") { name }`},
		{"durable-member", `addGroupMember(groupId: "durable-group", userId: "durable-member") { members { nodes { user { id } } } }`},
		{"durable-again", `createItemActivity(groupId: "example-group", activityId: "durable-edit", statId: "durable-stat", input: {id: "durable-again", access: {}, activityDateTime: "2020-01-01T12:00:00Z"}) { id }`},
	}
	for _, m := range alone {
		s.graphql(t, "mutation { "+m.mutation+" }", nil, new(any))
	}

	const clients, rounds = 8, 6
	together := func(client, round int) string { return fmt.Sprintf("durable-together-%d-%d", client, round) }
	var working sync.WaitGroup
	for client := range clients {
		working.Go(func() {
			for round := range rounds {
				if err := s.record(plainActivity(together(client, round))); err != nil {
					t.Error(err)
				}
			}
		})
	}
	working.Wait()
	s.stop(t)

	calls := parseTrace(<-ended)
	for _, m := range alone {
		if err := checkOrderAlone(calls, m.marker); err != nil {
			t.Errorf("%s: %v", m.marker, err)
		}
	}
	for client := range clients {
		for round := range rounds {
			if err := checkOrder(calls, together(client, round)); err != nil {
				t.Errorf("%s: %v", together(client, round), err)
			}
		}
	}

	// A log that is on the disk is of no use there if its name is not.
	made := first(calls, func(c *call) bool { return c.toWAL() && c.writes() })
	answered := responseWith(calls, alone[0].marker)
	if first(calls, func(c *call) bool {
		return c.syncs() && c.file == filepath.Dir(database) && made.before(c) && c.before(answered)
	}) == nil {
		t.Error("the first answer left before the folder of the log was on the disk")
	}
}

// startTraced starts a server under strace. The channel has the lines of the
// trace once the server has ended.
func startTraced(t *testing.T, database string) (*server, <-chan []string) {
	t.Helper()
	// With -D strace is a child of what it traces, so that the process that
	// was started is the server itself.
	options := []string{"-D", "-f", "-y", "-s", "65536", "-e", "signal=none", "-e", "trace=write,writev,pwrite64,pwritev,sendto,sendmsg,fsync,fdatasync"}
	needStrace(t, options...)
	trace, written, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	// The first of the extra files has the number 3.
	command := serving("strace", database)
	command.Args = append(append([]string{"strace", "-o", "/dev/fd/3"}, options...), append([]string{built(t, programWithoutRace)}, command.Args[1:]...)...)
	command.ExtraFiles = []*os.File{written}
	ended := make(chan []string, 1)
	go func() { ended <- readLines(trace) }()
	s := startCommand(t, command)
	written.Close()
	return s, ended
}

// needStrace skips a test where strace does not work.
func needStrace(t *testing.T, options ...string) {
	t.Helper()
	output, err := exec.Command("strace", append(options, "-o", os.DevNull, "true")...).CombinedOutput()
	switch {
	case err == nil:
	case os.Getenv("CI") != "":
		t.Fatalf("strace does not work here, and in CI it has to: %v: %s", err, output)
	default:
		t.Skipf("strace does not work here: %v: %s", err, output)
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
