//go:build !race

package test

var raceFlags []string

const rounds = 20
