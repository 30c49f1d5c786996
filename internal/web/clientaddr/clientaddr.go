// Package clientaddr determines the client address of a connection or a request.
package clientaddr

import "net/netip"

// Parse returns the IP address in a string of the form "IP:port", such as the RemoteAddr of
// an http.Request. It returns the zero Addr if there is no IP address, as for a Unix socket.
// An IPv4-mapped IPv6 address is returned as IPv4, and a zone is removed.
func Parse(hostPort string) netip.Addr {
	at, err := netip.ParseAddrPort(hostPort)
	if err != nil {
		return netip.Addr{}
	}
	return at.Addr().Unmap().WithZone("")
}

// Network returns the address or network that limits count as one sender. It is an IPv4
// address, or the /64 network of an IPv6 address, because a single machine can use all
// addresses of such a network. All requests from the zero Addr count as one sender.
func Network(address netip.Addr) string {
	if !address.Is6() {
		return address.String()
	}
	prefix, err := address.Prefix(64)
	if err != nil {
		return address.String()
	}
	return prefix.String()
}
