package sqlite

import (
	"time"

	"github.com/itemactivity/itemactivity/internal/store/sqlite/dbfile"
	"github.com/itemactivity/itemactivity/models"
)

// LogLimits are lengths of the write-ahead log, in pages. SQLite restarts the log, which
// means that it writes from the beginning of its file again, only at a moment when nobody
// reads from it. Until then the log grows.
type LogLimits struct {
	// Restart is the length at which the gate is closed for the first time, so that the
	// log can restart. It is closed again for each Step more.
	Restart, Step int
	// EndReads is the length from which on reads older than maxReadAge are ended.
	EndReads int
	// Full is the length from which on nothing is written until the log has restarted.
	// Reads older than maxReadAgeFull are ended for it, and then younger ones. The log
	// gets longer than Full by one commit at the most.
	Full int
	// Foreign takes the place of Full while another process reads, which the server
	// cannot end. A backup gives up before.
	Foreign int
}

// servedLog are the limits of a server. The largest commit is some 1,300 rows, and
// changes less than 20 pages for each: with it the log has 256 MiB.
var servedLog = LogLimits{
	Restart: mebibytes(72), Step: mebibytes(8), EndReads: mebibytes(128), Full: mebibytes(152), Foreign: mebibytes(dbfile.LeastGrowth >> 20),
}

// mebibytes are so many in pages of the log.
func mebibytes(n int) int { return n << 20 / dbfile.PageSize }

const (
	// maxReadAge is how long a read may keep a log from restarting that has reached
	// LogLimits.EndReads.
	maxReadAge = time.Second
	// maxReadAgeFull is how long a read may do so at first when the log is full. Short
	// reads end by themselves.
	maxReadAgeFull = maxReadAge / 2
	// roomTime is how long the writer waits for the reads of a full log to end.
	roomTime = 2 * time.Second
	// foreignPatience is how long the log is left alone after another process was found
	// to keep it from restarting.
	foreignPatience = 10 * time.Second
	// refusalTime is how long mutations are refused before the next try, once another
	// process has let the log grow to its bound.
	refusalTime = time.Second
	// restartTimeout is how long a restart of the log waits for the reads of other
	// processes, which the gate does not stop. Nothing is written meanwhile.
	restartTimeout = 250 * time.Millisecond
)

var (
	// ErrLogHeld is the cause with which BeginRead's cancel ends a read that kept the
	// log from restarting.
	ErrLogHeld = &models.Error{
		Code:       models.Unavailable,
		Message:    "The request read for so long that it held up what others write, and was ended. What a mutation had to store is stored. Try again, and ask for less at a time.",
		RetryAfter: 1,
	}
	// ErrLogFull is the refusal of Writable while another process keeps the log from
	// restarting.
	ErrLogFull = &models.Error{
		Code:       models.Unavailable,
		Message:    "The server cannot write more before another program has read what it reads of the database. Nothing was stored; try again.",
		RetryAfter: 5,
	}
)
