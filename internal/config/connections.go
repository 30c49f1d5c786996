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
	MaxConnections string `default:"auto" help:"Maximum number of client connections, or auto: as many as the limit of file descriptors allows, at most 1024." see:"docs/operating.md#connections"`
	TrustedProxies string `placeholder:"ADDRESSES" help:"Addresses or networks of proxies whose header X-Forwarded-For is trusted, separated by commas." see:"docs/operating.md#behind-a-proxy"`
}

const (
	// autoConnections derives the number from the limit of file descriptors.
	autoConnections = "auto"
	// maxAutoConnections limits the memory of connections if there are many descriptors. A
	// connection whose client slowly sends a long header takes about 100 KiB.
	maxAutoConnections = 1024
	// minConnections is the smallest number that auto chooses.
	minConnections = 8
	// MonitoringConnections is the limit of connections to --metrics-addr.
	MonitoringConnections = 16
	// otherDescriptors are neither for connections of clients nor for the database. They
	// are for the standard streams, the Go runtime, the issuer's keys, and traces.
	otherDescriptors = 32
)

// Limit returns the maximum number of connections if the process may open this number of
// file descriptors. With monitoring, some descriptors are reserved for --metrics-addr.
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
			return 0, Invalid("max-connections", fmt.Errorf("%d connections and the database need %d file descriptors, but the limit is %d; raise the limit (ulimit -n, or LimitNOFILE= in systemd), or allow fewer connections", n, need, descriptors))
		}
		return int(n), nil
	}
	n := connlimit.Connections(descriptors - taken)
	if n < minConnections {
		return 0, fmt.Errorf("the limit of %d file descriptors is too small to serve: the database and %d connections need %d; raise it (ulimit -n, or LimitNOFILE= in systemd)", descriptors, minConnections, taken+connlimit.Descriptors(minConnections))
	}
	return min(n, maxAutoConnections), nil
}

// Proxies returns the trusted proxies.
func (f Connections) Proxies() (clientaddr.Proxies, error) {
	p, err := clientaddr.ParseProxies(f.TrustedProxies)
	return p, Invalid("trusted-proxies", err)
}
