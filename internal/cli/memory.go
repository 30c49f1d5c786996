package cli

import (
	"log/slog"
	"runtime/debug"

	"github.com/KimMachineGun/automemlimit/memlimit"

	"github.com/itemactivity/itemactivity/internal/config"
)

// goMemoryRatio is the share of the memory limit of the control group that the Go runtime may use. The
// caches of SQLite need the rest.
const goMemoryRatio = 0.8

// tuneCollector applies the settings of the garbage collector. The variables of the Go runtime take
// precedence.
func tuneCollector(settings config.Collector, variables *config.Environment, logger *slog.Logger) error {
	limit, err := settings.Limit()
	if err != nil {
		return err
	}
	if variables.Value("GOGC") == "" {
		debug.SetGCPercent(settings.GCPercent)
	}
	if limit > 0 && variables.Value("GOMEMLIMIT") == "" {
		debug.SetMemoryLimit(limit)
	} else if limit, err = memlimit.Set(memlimit.WithRatio(goMemoryRatio), memlimit.WithMin(config.MinMemoryLimit)); err != nil {
		logger.Debug("cannot determine the memory limit of the control group", "error", err)
		return nil
	}
	logger.Debug("memory limit", "bytes", limit)
	return nil
}
