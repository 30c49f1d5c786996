package clientaddr

import (
	"fmt"
	"net"
	"net/http"
	"net/netip"
	"slices"
	"strings"
)

// forwardedFor is the only header that is read. The Forwarded header (RFC 7239) is not,
// because a proxy that sets X-Forwarded-For may pass on the Forwarded header of the client.
const forwardedFor = "X-Forwarded-For"

// Proxies are the networks of trusted proxies. The zero value trusts no proxy.
type Proxies struct{ networks []netip.Prefix }

// ParseProxies parses a comma-separated list of addresses and networks. Its errors are
// suitable for the message about a setting.
func ParseProxies(list string) (p Proxies, err error) {
	if strings.TrimSpace(list) == "" {
		return p, nil
	}
	for text := range strings.SplitSeq(list, ",") {
		text = strings.TrimSpace(text)
		network, err := netip.ParsePrefix(text)
		if err != nil {
			var address netip.Addr
			if address, err = netip.ParseAddr(text); err == nil && address.Zone() == "" {
				address = address.Unmap()
				network = netip.PrefixFrom(address, address.BitLen())
			}
		}
		switch {
		case !network.IsValid():
			return p, fmt.Errorf("%q is neither an address nor a network; write addresses and networks as in 127.0.0.1 or 10.0.0.0/8, separated by commas", text)
		case network.Bits() == 0:
			return p, fmt.Errorf("%s trusts every client, so that any client could claim any address; write the networks of your proxies", text)
		case network.Addr().Is4In6():
			return p, fmt.Errorf("%s is an IPv4-mapped IPv6 network; write it as an IPv4 network, as in 10.0.0.0/8", text)
		case network != network.Masked():
			return p, fmt.Errorf("%s has bits set after the network prefix; write %s for the network, or the address without a prefix length", text, network.Masked())
		}
		p.networks = append(p.networks, network)
	}
	return p, nil
}

// Trust reports whether an address is that of a trusted proxy.
func (p Proxies) Trust(address netip.Addr) bool {
	return slices.ContainsFunc(p.networks, func(n netip.Prefix) bool { return n.Contains(address) })
}

// Client returns the address of the client that sent a request. If the peer of the
// connection is not a trusted proxy, the peer is the client.
//
// Each proxy appends the address of its own peer to X-Forwarded-For. The client is
// therefore the last address in the header that is not a trusted proxy. The addresses
// before it may be forged by the client. If the header is missing, malformed, or has only
// trusted proxies, the client is the proxy that is farthest from the server.
func (p Proxies) Client(r *http.Request) netip.Addr {
	client := Parse(r.RemoteAddr)
	if !p.Trust(client) {
		return client
	}
	hops := strings.Split(strings.Join(r.Header.Values(forwardedFor), ","), ",")
	for _, hop := range slices.Backward(hops) {
		address := parseHop(strings.TrimSpace(hop))
		if !address.IsValid() {
			return client
		}
		client = address
		if !p.Trust(client) {
			return client
		}
	}
	return client
}

// parseHop parses one address of X-Forwarded-For. Some proxies add the port.
func parseHop(text string) netip.Addr {
	if host, _, err := net.SplitHostPort(text); err == nil {
		text = host
	}
	address, err := netip.ParseAddr(strings.Trim(text, "[]"))
	if err != nil {
		return netip.Addr{}
	}
	return address.Unmap().WithZone("")
}
