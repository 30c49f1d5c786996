//go:build race

package test

var raceFlags = []string{"-race"}

// rounds is the number of rounds of tests with random input. A round takes ten times as
// long with the race detector.
const rounds = 5
