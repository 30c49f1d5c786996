package config

import (
	"fmt"
	"strconv"

	"github.com/itemactivity/itemactivity/internal/store"
	"github.com/itemactivity/itemactivity/internal/web/clientaddr"
	"github.com/itemactivity/itemactivity/internal/web/connlimit"
)

// Connections is the settings of connlimit.Options and clientaddr.Proxies.
type Connections struct {
	MaxConnections string `default:"auto" help:"Connections at once: a number, or auto for as many as the limit of file descriptors allows, but 1024 at most." see:"docs/operating.md#connections"`
	TrustedProxies string `help:"Addresses or networks of proxies, whose X-Forwarded-For says who the client is, separated by commas." see:"docs/operating.md#behind-a-proxy"`
}

const (
	// autoConnections derives the number from the limit of file descriptors.
	autoConnections = "auto"
	// maxAutoConnections keeps the memory of connections within bounds where descriptors
	// are plenty. A connection whose client sends a long header slowly takes about 100 KiB.
	maxAutoConnections = 1024
	// minConnections is the least number that auto chooses.
	minConnections = 8
	// MonitoringConnections is the limit of connections to --metrics-addr.
	MonitoringConnections = 16
	// otherDescriptors are for what is neither a connection of a client nor the
	// database: the standard streams, Go's runtime, the keys of the issuer, traces.
	otherDescriptors = 32
)

// Limit returns how many connections to serve at once if the process may have this
// many file descriptors. With monitoring some of them are for --metrics-addr.
func (f Connections) Limit(descriptors int, monitoring bool) (int, error) {
	taken := store.Descriptors() + otherDescriptors
	if monitoring {
		taken += connlimit.Descriptors(MonitoringConnections)
	}
	if f.MaxConnections != autoConnections {
		n, err := strconv.ParseInt(f.MaxConnections, 10, 32)
		if err != nil || n < 1 {
			return 0, Invalid("max-connections", fmt.Errorf("%q is neither auto nor a whole number from 1 to 2147483647", f.MaxConnections))
		}
		if need := taken + connlimit.Descriptors(int(n)); need > descriptors {
			return 0, Invalid("max-connections", fmt.Errorf("%d connections and the database need %d file descriptors, and the limit is %d: raise it, as with ulimit -n or LimitNOFILE= of systemd, or allow fewer connections", n, need, descriptors))
		}
		return int(n), nil
	}
	n := connlimit.Connections(descriptors - taken)
	if n < minConnections {
		return 0, fmt.Errorf("the limit of %d file descriptors is too small to serve: the database and %d connections need %d; raise it, as with ulimit -n or LimitNOFILE= of systemd", descriptors, minConnections, taken+connlimit.Descriptors(minConnections))
	}
	return min(n, maxAutoConnections), nil
}

// Proxies returns the proxies that are trusted.
func (f Connections) Proxies() (clientaddr.Proxies, error) {
	p, err := clientaddr.ParseProxies(f.TrustedProxies)
	return p, Invalid("trusted-proxies", err)
}
