// Package loopback recognizes the names and addresses of the local machine.
package loopback

import (
	"net/netip"
	"strings"
)

// Is reports whether a host is localhost, an address in 127.0.0.0/8, or ::1. The host has
// no port. Names under .localhost are not included. Some resolvers look them up in the
// network, where an attacker could resolve them to another machine.
func Is(host string) bool {
	// strings.EqualFold would also match "localhoſt", with a long s.
	if strings.ToLower(host) == "localhost" {
		return true
	}
	ip, err := netip.ParseAddr(host)
	return err == nil && ip.IsLoopback() && ip.Zone() == ""
}
