//go:build race

package test

var raceFlags = []string{"-race"}

// rounds is how often what is left to chance is tried: the race detector makes each
// ten times as long, and so many more find nothing more.
const rounds = 5
