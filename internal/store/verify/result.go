package verify

import "fmt"

// maxDifferences is how many differences are told; the others are only counted.
const maxDifferences = 20

// Result is what Run found.
type Result struct {
	Items           int64
	Activities      int64
	DriveActivities int64
	// Differences are the first, as sentences; Different counts all.
	Differences []string
	Different   int
	// Unchecked are the tables of which SQLite's own check was given up, as the log of
	// a running server grew meanwhile.
	Unchecked []string
}

func (v *Result) differ(format string, args ...any) {
	if v.Different++; len(v.Differences) < maxDifferences {
		v.Differences = append(v.Differences, fmt.Sprintf(format, args...))
	}
}
