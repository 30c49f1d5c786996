package config

import (
	"fmt"
	"strconv"
)

// Collector is the settings of Go's garbage collector.
type Collector struct {
	GCPercent   int    `default:"100" help:"Growth of the Go heap between two garbage collections, in percent of the memory in use." see:"docs/operating.md#garbage-collector"`
	MemoryLimit string `default:"auto" help:"Memory of the Go runtime, in bytes, that the garbage collector tries not to exceed, or auto: 80 % of the memory limit of the control group, such as that of a container." see:"docs/operating.md#garbage-collector"`
}

// autoMemoryLimit derives the limit from that of the control group.
const autoMemoryLimit = "auto"

// MinMemoryLimit is what a busy server needs. With less memory it would spend its time in the
// garbage collector.
const MinMemoryLimit = 48 << 20

// Limit returns the memory limit in bytes. It is 0 if it depends on the control group.
func (c Collector) Limit() (bytes int64, err error) {
	if c.MemoryLimit == autoMemoryLimit {
		return 0, nil
	}
	bytes, err = strconv.ParseInt(c.MemoryLimit, 10, 64)
	switch {
	case err != nil || bytes < 0:
		return 0, Invalid("memory-limit", fmt.Errorf("%q is neither auto nor a whole number of bytes", c.MemoryLimit))
	case bytes < MinMemoryLimit:
		return 0, Invalid("memory-limit", fmt.Errorf("%d bytes are too few; the server needs at least %d", bytes, MinMemoryLimit))
	}
	return bytes, nil
}
