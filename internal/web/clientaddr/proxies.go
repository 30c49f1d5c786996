package clientaddr

import (
	"fmt"
	"net"
	"net/http"
	"net/netip"
	"slices"
	"strings"
)

// forwardedFor is the one header that is read. A proxy that sets it may pass on a
// header Forwarded (RFC 7239) as the client sent it.
const forwardedFor = "X-Forwarded-For"

// Proxies are the addresses of proxies whose word is taken for where a request comes
// from. The zero value trusts nobody.
type Proxies struct{ networks []netip.Prefix }

// ParseProxies reads a list of addresses and networks, separated by commas. Its
// errors are sentences for an operator.
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
			return p, fmt.Errorf("%q is neither an address nor a network; write them as in 127.0.0.1 or 10.0.0.0/8, separated by commas", text)
		case network.Bits() == 0:
			return p, fmt.Errorf("%s trusts everybody, and so anybody could pose as any address; name the networks of your proxies", text)
		case network.Addr().Is4In6():
			return p, fmt.Errorf("%s is a network of IPv4 in the form of IPv6; write it as one of IPv4, as in 10.0.0.0/8", text)
		case network != network.Masked():
			return p, fmt.Errorf("%s is an address in a network; write %s for the network, or the address alone", text, network.Masked())
		}
		p.networks = append(p.networks, network)
	}
	return p, nil
}

// Trust tells whether an address is that of a proxy.
func (p Proxies) Trust(address netip.Addr) bool {
	return slices.ContainsFunc(p.networks, func(n netip.Prefix) bool { return n.Contains(address) })
}

// Client returns the address of the client that sent a request: the peer of the
// connection, unless that is a proxy. Each proxy appends to X-Forwarded-For the
// address that it was asked from, so the client is the last one there that is no
// proxy; what stands before it is the client's own word. Where the header does not
// tell, the client is the last proxy that is known.
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

// parseHop reads an address as proxies write it: some add the port.
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
