package cli

import (
	"log/slog"

	"github.com/KimMachineGun/automemlimit/memlimit"
)

const (
	// goMemoryRatio is the share of the memory limit that the Go heap may use. The caches of
	// SQLite need the rest.
	goMemoryRatio = 0.8
	// minGoMemory is what a busy server needs. With less memory it would spend its time in
	// the garbage collector.
	minGoMemory = 48 << 20
)

// limitMemory sets the memory limit of the Go runtime from the limit of the control group,
// such as that of a container. GOMEMLIMIT takes precedence.
func limitMemory(logger *slog.Logger) {
	limit, err := memlimit.Set(memlimit.WithRatio(goMemoryRatio), memlimit.WithMin(minGoMemory))
	if err != nil {
		logger.Debug("cannot determine the memory limit of the control group", "error", err)
		return
	}
	logger.Debug("memory limit", "bytes", limit)
}
