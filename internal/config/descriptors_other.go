//go:build !unix

package config

import "math"

// DescriptorLimit returns a large number: the system has no limit that can be queried.
func DescriptorLimit() int { return math.MaxInt32 }
