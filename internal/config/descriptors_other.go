//go:build !unix

package config

import "math"

// DescriptorLimit says that the system has no limit that a program could ask for.
func DescriptorLimit() int { return math.MaxInt32 }
