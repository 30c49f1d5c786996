//go:build !race

package test

var raceFlags []string

// rounds is the number of rounds of tests with random input.
const rounds = 20
