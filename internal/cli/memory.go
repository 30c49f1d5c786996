package cli

import (
	"log/slog"

	"github.com/KimMachineGun/automemlimit/memlimit"
)

const (
	// goMemoryRatio is Go's part of the memory that the process may have. SQLite's caches
	// are beside it.
	goMemoryRatio = 0.8
	// minGoMemory is what a busy server needs. With less it would only collect
	// garbage.
	minGoMemory = 48 << 20
)

// limitMemory lets the garbage collector work harder as the memory of the control
// group, such as a container's, comes to its end. GOMEMLIMIT sets another limit.
func limitMemory(logger *slog.Logger) {
	limit, err := memlimit.Set(memlimit.WithRatio(goMemoryRatio), memlimit.WithMin(minGoMemory))
	if err != nil {
		logger.Debug("the memory limit of the control group is not known", "error", err)
		return
	}
	logger.Debug("memory limit", "bytes", limit)
}
