//go:build !unix

package cli

import "math"

// descriptorLimit says that the system has no limit that a program could ask for.
func descriptorLimit() int { return math.MaxInt32 }
