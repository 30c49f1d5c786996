package verify

import (
	"fmt"
	"strings"
)

// maxDifferences is the number of differences that are described. Further ones are only
// counted.
const maxDifferences = 20

// Result contains what Run found.
type Result struct {
	Items           int64
	Activities      int64
	DriveActivities int64
	// Differences describes the first differences, one sentence each. Different is the
	// number of all differences.
	Differences []string
	Different   int
	// Unchecked contains the tables whose check by SQLite was aborted because the log of a
	// running server grew too much.
	Unchecked []string
}

// sentence returns a text that begins with a capital letter.
func sentence(text string) string { return strings.ToUpper(text[:1]) + text[1:] }

func (v *Result) differ(format string, args ...any) {
	if v.Different++; len(v.Differences) < maxDifferences {
		v.Differences = append(v.Differences, fmt.Sprintf(format, args...))
	}
}
