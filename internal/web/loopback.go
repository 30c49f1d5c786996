package web

import (
	"net"
	"net/url"
	"slices"
	"strconv"

	"github.com/itemactivity/itemactivity/internal/loopback"
)

// isLoopbackHost reports whether the value of a Host header is the local machine, with or
// without a port. An IPv6 address must be in brackets.
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

// isLoopbackOrigin reports whether the value of an Origin header is an HTTP origin of the
// local machine.
func isLoopbackOrigin(value string) bool {
	if value == "" {
		return false // as in most requests
	}
	origin, err := url.Parse(value)
	if err != nil || (origin.Scheme != "http" && origin.Scheme != "https") {
		return false
	}
	// An origin has only a scheme and a host. url.Parse would also accept a path or a user.
	return value == origin.Scheme+"://"+origin.Host && isLoopbackHost(origin.Host)
}

// originList is a list of allowed origins.
type originList []string

func (l originList) contains(origin string) bool { return slices.Contains(l, origin) }

// containsOrLoopback is like contains, and includes every origin of the local machine.
func (l originList) containsOrLoopback(origin string) bool {
	return isLoopbackOrigin(origin) || l.contains(origin)
}
