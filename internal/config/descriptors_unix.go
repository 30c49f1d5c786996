//go:build unix

package config

import (
	"math"
	"syscall"
)

// DescriptorLimit returns how many file descriptors the process may have. Go has
// raised the soft limit to the hard one by then.
func DescriptorLimit() int {
	var limit syscall.Rlimit
	if err := syscall.Getrlimit(syscall.RLIMIT_NOFILE, &limit); err != nil {
		return math.MaxInt32
	}
	return int(min(limit.Cur, math.MaxInt32))
}
