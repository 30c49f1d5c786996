package sqlite

import (
	"time"

	"github.com/itemactivity/itemactivity/internal/store/sqlite/dbfile"
	"github.com/itemactivity/itemactivity/models"
)

// LogLimits contains lengths of the write-ahead log, in pages. SQLite can restart the log,
// that is, write from the start of its file again, only when nobody reads from it. Until
// then the log grows.
type LogLimits struct {
	// Restart is the length at which the gate is first closed, so that the log can restart.
	// The gate is closed again after each further Step.
	Restart, Step int
	// EndReads is the length from which on reads older than maxReadAge are ended.
	EndReads int
	// Full is the length from which on nothing is written until the log has restarted. For
	// this, reads older than maxReadAgeFull are ended, and then younger ones. The log
	// exceeds Full by at most one commit.
	Full int
	// Foreign replaces Full while another process reads, because the server cannot end its
	// reads. A backup stops before this limit.
	Foreign int
}

// serverLogLimits contains the limits of a server. The largest commit has about 1,300 rows,
// and changes less than 20 pages for each. With it the log reaches 256 MiB.
var serverLogLimits = LogLimits{
	Restart: mebibytes(72), Step: mebibytes(8), EndReads: mebibytes(128), Full: mebibytes(152), Foreign: mebibytes(dbfile.MinGrowth >> 20),
}

// mebibytes returns the number of pages in n MiB.
func mebibytes(n int) int { return n << 20 / dbfile.PageSize }

const (
	// maxReadAge is how long a read may prevent a restart of a log that has reached
	// LogLimits.EndReads.
	maxReadAge = time.Second
	// maxReadAgeFull is the initial limit when the log is full. Short reads end by
	// themselves.
	maxReadAgeFull = maxReadAge / 2
	// restartWait is how long the writer waits for the reads to end when the log is full.
	restartWait = 2 * time.Second
	// foreignRetryDelay is the time between attempts to restart the log when another process
	// prevents a restart.
	foreignRetryDelay = 10 * time.Second
	// rejectionTime is how long mutations are rejected before the next attempt, when another
	// process has let the log grow to its limit.
	rejectionTime = time.Second
	// restartTimeout is how long a restart of the log waits for the reads of other
	// processes, which the gate does not delay. Nothing is written during this time.
	restartTimeout = 250 * time.Millisecond
)

var (
	// ErrLogHeld is the cause that BeginRead's cancel receives when a read is ended because
	// it prevented a restart of the log.
	ErrLogHeld = &models.Error{
		Code:       models.Unavailable,
		Message:    "A read was aborted because it took so long that it delayed writes. The fields of a mutation that were executed are committed, and the others were not executed. Try again, and request less at a time.",
		RetryAfter: 1,
	}
	// ErrLogFull is the error for callers while another process prevents a restart of the
	// log.
	ErrLogFull = &models.Error{
		Code:       models.Unavailable,
		Message:    "The server cannot write because another program has been reading the database for too long. This change was not stored. Try again.",
		RetryAfter: 5,
	}
)
