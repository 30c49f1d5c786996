package web

import (
	"net"
	"net/netip"
	"net/url"
	"slices"
	"strconv"
	"strings"
)

// IsLoopback tells whether a host, without a port, can only be this machine:
// localhost, 127.0.0.0/8 or ::1. Names under .localhost are not: some resolvers
// ask the network for them, and a hostile one could answer with its own
// machine.
func IsLoopback(host string) bool {
	// Not EqualFold, which takes the long s of "localhoſt" for an s.
	if strings.ToLower(host) == "localhost" {
		return true
	}
	ip, err := netip.ParseAddr(host)
	return err == nil && ip.IsLoopback() && ip.Zone() == ""
}

// isLoopbackHost does the same for the value of a Host header: with or without
// a port, IPv6 in brackets.
func isLoopbackHost(value string) bool {
	host, port, err := net.SplitHostPort(value)
	if err != nil {
		host, port, err = net.SplitHostPort(value + ":80")
	}
	if err != nil {
		return false
	}
	if _, err := strconv.ParseUint(port, 10, 16); err != nil {
		return false
	}
	return IsLoopback(host)
}

// isLoopbackOrigin does the same for the value of an Origin header.
func isLoopbackOrigin(value string) bool {
	origin, err := url.Parse(value)
	if err != nil || (origin.Scheme != "http" && origin.Scheme != "https") {
		return false
	}
	// An origin is a scheme and a host and nothing else. What url.Parse would
	// forgive (a path, a user in front of the host) is no browser's origin.
	return value == origin.Scheme+"://"+origin.Host && isLoopbackHost(origin.Host)
}

// originList is the origins that front ends may have beside those of this
// machine, which are always admitted.
type originList []string

func (l originList) holds(origin string) bool {
	return isLoopbackOrigin(origin) || slices.Contains(l, origin)
}
