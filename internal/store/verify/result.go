package verify

import "fmt"

// maxDifferences is how many differences are described; the others are only counted.
const maxDifferences = 20

// Result is what Run found.
type Result struct {
	Items           int64
	Activities      int64
	DriveActivities int64
	// Differences are sentences about the first differences. Different is the number of
	// all.
	Differences []string
	Different   int
	// Unchecked are the tables whose check by SQLite was given up because the log of a
	// running server grew too much.
	Unchecked []string
}

func (v *Result) differ(format string, args ...any) {
	if v.Different++; len(v.Differences) < maxDifferences {
		v.Differences = append(v.Differences, fmt.Sprintf(format, args...))
	}
}
