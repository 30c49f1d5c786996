package config

import (
	"errors"
	"net"
	"net/netip"
	"strings"
)

// HealthAddr returns the address at which a server with these settings answers health
// checks from its own machine: that of --metrics-addr, or of --addr if there is none.
// A wildcard address is replaced by the loopback address.
func (c *Config) HealthAddr() (string, error) {
	flag, addr := "metrics-addr", c.Monitoring.MetricsAddr
	if addr == "" {
		flag, addr = "addr", c.Addr
	}
	host, port, err := splitAddr(addr)
	if err != nil {
		return "", Invalid(flag, err)
	}
	if strings.Trim(port, "0") == "" {
		return "", Invalid(flag, errors.New("port 0 means any free port; give the port that the server listens on"))
	}
	return net.JoinHostPort(loopbackOf(host), port), nil
}

// loopbackOf returns a host at which a server that listens on the host is reached from
// the same machine.
func loopbackOf(host string) string {
	ip, err := netip.ParseAddr(host)
	switch {
	case host == "", err == nil && ip.Unmap() == netip.IPv4Unspecified():
		return "127.0.0.1"
	case err == nil && ip.IsUnspecified():
		return "::1"
	}
	return host
}
