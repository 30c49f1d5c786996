//go:build unix

package config

import (
	"math"
	"syscall"
)

// DescriptorLimit returns the number of file descriptors that the process may open. At
// its start, Go raises the soft limit to the hard limit.
func DescriptorLimit() int {
	var limit syscall.Rlimit
	if err := syscall.Getrlimit(syscall.RLIMIT_NOFILE, &limit); err != nil {
		return math.MaxInt32
	}
	return int(min(limit.Cur, math.MaxInt32))
}
