// Package loopback tells whether a host is this machine.
package loopback

import (
	"net/netip"
	"strings"
)

// Is tells whether a host, without a port, can only be this machine:
// localhost, 127.0.0.0/8 or ::1. Names under .localhost are not: some resolvers
// ask the network for them, and a hostile one could answer with its own
// machine.
func Is(host string) bool {
	// Not EqualFold, which takes the long s of "localhoſt" for an s.
	if strings.ToLower(host) == "localhost" {
		return true
	}
	ip, err := netip.ParseAddr(host)
	return err == nil && ip.IsLoopback() && ip.Zone() == ""
}
