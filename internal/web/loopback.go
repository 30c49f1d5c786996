package web

import (
	"net"
	"net/url"
	"slices"
	"strconv"

	"github.com/itemactivity/itemactivity/internal/loopback"
)

// isLoopbackHost tells whether the value of a Host header is this machine: with
// or without a port, IPv6 in brackets.
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
	return loopback.Is(host)
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

// originList is the origins that front ends may have.
type originList []string

func (l originList) contains(origin string) bool { return slices.Contains(l, origin) }

// containsOrLoopback admits every origin of this machine as well.
func (l originList) containsOrLoopback(origin string) bool {
	return isLoopbackOrigin(origin) || l.contains(origin)
}
