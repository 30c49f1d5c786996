package config

import (
	"strconv"
	"strings"
	"testing"

	"github.com/itemactivity/itemactivity/internal/store"
	"github.com/itemactivity/itemactivity/internal/web/connlimit"
)

// TestConnectionsFitTheDescriptors: what is chosen, and what is allowed, leaves enough
// for the database, for monitoring and for the rest; the error says how many are
// needed, and that is so.
func TestConnectionsFitTheDescriptors(t *testing.T) {
	for _, monitoring := range []bool{false, true} {
		beside := store.Descriptors() + otherDescriptors
		if monitoring {
			beside += connlimit.Descriptors(MonitoringConnections)
		}
		least := beside + connlimit.Descriptors(minConnections)
		for descriptors := range 4 * maxAutoConnections {
			n, err := Connections{MaxConnections: autoConnections}.Limit(descriptors, monitoring)
			switch {
			case descriptors < least:
				if err == nil || !strings.Contains(err.Error(), strconv.Itoa(least)) || !strings.Contains(err.Error(), strconv.Itoa(descriptors)) {
					t.Fatalf("%d descriptors: %v, want that %d are needed", descriptors, err, least)
				}
				continue
			case err != nil || n < minConnections || n > maxAutoConnections || beside+connlimit.Descriptors(n) > descriptors:
				t.Fatalf("%d descriptors are for %d connections: %v", descriptors, n, err)
			case n < maxAutoConnections && beside+connlimit.Descriptors(n+1) <= descriptors:
				t.Fatalf("%d descriptors are for %d connections, and more would do", descriptors, n)
			}
			for more, allowed := range map[int]bool{n: true, 1: true, n + 1: n == maxAutoConnections && beside+connlimit.Descriptors(n+1) <= descriptors} {
				got, err := Connections{MaxConnections: strconv.Itoa(more)}.Limit(descriptors, monitoring)
				if allowed != (err == nil) || allowed && got != more {
					t.Fatalf("%d descriptors and --max-connections %d: %d, %v", descriptors, more, got, err)
				}
			}
		}
	}
	if limit := DescriptorLimit(); limit < 64 {
		t.Errorf("this process says that it may have %d descriptors", limit)
	}
}
