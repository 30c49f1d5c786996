package test

import (
	"regexp"
	"slices"
	"strings"
	"testing"
)

// call is one system call in a trace of strace with the options -f and -y.
type call struct {
	name string
	// file is the file of the first argument, a descriptor: a path, or socket:[NUMBER].
	file string
	// text is the other arguments, with the written bytes.
	text string
	// began and returned are line numbers in the trace. strace writes a line before a call
	// begins, and before the thread continues after it.
	began, returned int
	// ok is true if the call returned without an error.
	ok bool
}

var (
	wholeCall   = regexp.MustCompile(`^(\d+) +(\w+)\(\d+<(.*?)>(?:\(deleted\))?([,)].*?) += (-?\d+)[^"]*$`)
	openedCall  = regexp.MustCompile(`^(\d+) +(\w+)\(\d+<(.*?)>(?:\(deleted\))?([,) ].*)<unfinished \.\.\.>$`)
	resumedCall = regexp.MustCompile(`^(\d+) +<\.\.\. (\w+) resumed>.*? += (-?\d+)[^"]*$`)
)

// parseTrace returns the calls whose first argument is a descriptor, in the order in which
// they began.
func parseTrace(lines []string) []*call {
	var calls []*call
	open := map[string]*call{} // by thread
	for at, line := range lines {
		if m := wholeCall.FindStringSubmatch(line); m != nil {
			calls = append(calls, &call{name: m[2], file: m[3], text: m[4], began: at, returned: at, ok: m[5][0] != '-'})
		} else if m := openedCall.FindStringSubmatch(line); m != nil {
			c := &call{name: m[2], file: m[3], text: m[4], began: at}
			calls = append(calls, c)
			open[m[1]] = c
		} else if m := resumedCall.FindStringSubmatch(line); m != nil {
			if c := open[m[1]]; c != nil && c.name == m[2] {
				c.returned, c.ok = at, m[3][0] != '-'
				delete(open, m[1])
			}
		}
	}
	return calls
}

// before returns whether the call succeeded before the other one began.
func (c *call) before(other *call) bool { return c.ok && c.returned < other.began }

func (c *call) writes() bool {
	return slices.Contains([]string{"write", "writev", "pwrite64", "pwritev", "sendto", "sendmsg"}, c.name)
}

func (c *call) syncs() bool { return c.name == "fsync" || c.name == "fdatasync" }

func (c *call) toWAL() bool { return strings.HasSuffix(c.file, "-wal") }

func (c *call) toClient() bool { return strings.HasPrefix(c.file, "socket:") }

// TestParseTrace: parseTrace joins interrupted lines, and ignores calls without a descriptor.
func TestParseTrace(t *testing.T) {
	got := parseTrace(strings.Split(`
7 openat(AT_FDCWD</tmp>, "/tmp/a.db", O_RDWR|O_CREAT, 0600) = 5</tmp/a.db>
7 pwrite64(5</tmp/a.db-wal>, "a) = 1\n<unfinished ...>", 20, 4096) = 20
8 fsync(5</tmp/a.db-wal> <unfinished ...>
7 write(9<socket:[77]>, "x", 1 <unfinished ...>
8 <... fsync resumed>)             = -1 EIO (Input/output error)
9 --- SIGURG {si_signo=SIGURG, si_code=SI_TKILL} ---
7 <... write resumed>)             = 1
8 fdatasync(5</tmp/a.db-wal>(deleted)) = 0
8 fsync(6</tmp>)                   = 0
8 fsync(6</tmp> <unfinished ...>
8 +++ exited with 0 +++`, "\n")[1:])
	want := []call{
		{"pwrite64", "/tmp/a.db-wal", `, "a) = 1\n<unfinished ...>", 20, 4096)`, 1, 1, true},
		{"fsync", "/tmp/a.db-wal", ` `, 2, 4, false},
		{"write", "socket:[77]", `, "x", 1 `, 3, 6, true},
		{"fdatasync", "/tmp/a.db-wal", `)`, 7, 7, true},
		{"fsync", "/tmp", `)`, 8, 8, true},
		{"fsync", "/tmp", ` `, 9, 0, false},
	}
	if len(got) != len(want) {
		t.Fatalf("parseTrace returns %d calls, want %d", len(got), len(want))
	}
	for i, c := range got {
		if *c != want[i] {
			t.Errorf("call %d is %+v, want %+v", i, *c, want[i])
		}
	}
}
