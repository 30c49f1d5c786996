// Package clientaddr tells from which address a connection or a request comes.
package clientaddr

import "net/netip"

// Parse returns the address of what net calls HOST:PORT, as in
// http.Request.RemoteAddr. It is the zero Addr if there is none, as with a Unix
// socket. An IPv4 address in the form of IPv6 becomes IPv4, and a zone is left out.
func Parse(hostPort string) netip.Addr {
	at, err := netip.ParseAddrPort(hostPort)
	if err != nil {
		return netip.Addr{}
	}
	return at.Addr().Unmap().WithZone("")
}

// Network returns what one sender has of the address space, by which senders are
// told apart: an IPv4 address, or the 64 bits that a network of IPv6 gives to each
// of its machines to fill as it likes. The zero Addr is one sender.
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
