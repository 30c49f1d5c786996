package sqlite

import (
	"time"

	"github.com/itemactivity/itemactivity/internal/store/sqlite/dbfile"
	"github.com/itemactivity/itemactivity/models"
)

// LogLimits are lengths of the write-ahead log, in pages. The log grows while
// somebody reads from it, as SQLite begins it anew only when nobody does.
type LogLimits struct {
	// Anew is where the gate is closed for the first time, so that the log can begin
	// anew, and Step how much more of it there is until the next time.
	Anew, Step int
	// End is where reads that have lasted for longer than readShare are ended for it.
	End int
	// Full is where nothing is written until the log has begun anew, for which reads
	// are ended that have lasted for longer than fullShare, and then for less and less. One commit more is the longest that it gets.
	Full int
	// Foreign is what takes the place of Full while another process reads: the server
	// cannot end that. A backup gives up before.
	Foreign int
}

// servedLog are the limits of a server. The largest commit is some 1,300 rows, and
// changes less than 20 pages for each: with it the log has 256 MiB.
var servedLog = LogLimits{
	Anew: mebibytes(72), Step: mebibytes(8), End: mebibytes(128), Full: mebibytes(152), Foreign: mebibytes(dbfile.LeastGrowth >> 20),
}

// mebibytes are so many in pages of the log.
func mebibytes(n int) int { return n << 20 / dbfile.PageSize }

const (
	// readShare is how long a read may hold the log up that is on its way to being full.
	readShare = time.Second
	// fullShare is how long a read may hold up a full log at first. Short reads come to
	// their end by themselves.
	fullShare = readShare / 2
	// roomTime is how long the writer waits for the reads of a full log to end.
	roomTime = 2 * time.Second
	// foreignPatience is how long the log is left alone once another process was found
	// to hold it up.
	foreignPatience = 10 * time.Second
	// refusalTime is how long mutations are refused before the next try, once another
	// process has held the log up to its bound.
	refusalTime = time.Second
	// restartTimeout is how long the beginning of the log waits for the reads of other
	// processes, which a gate does not keep out, while nothing is written.
	restartTimeout = 250 * time.Millisecond
)

var (
	ErrLogHeld = &models.Error{
		Code:       models.Unavailable,
		Message:    "The request read for so long that it held up what others write, and was ended. What a mutation had to store is stored. Try again, and ask for less at a time.",
		RetryAfter: 1,
	}
	ErrLogFull = &models.Error{
		Code:       models.Unavailable,
		Message:    "The server cannot write more before another program has read what it reads of the database. Nothing was stored; try again.",
		RetryAfter: 5,
	}
)
