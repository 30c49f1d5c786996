package config

import (
	"fmt"
	"net"
	"strconv"
	"strings"
	"unicode"

	"github.com/itemactivity/itemactivity/internal/loopback"
)

// CheckAddr checks --addr. Without authentication, it must be a loopback address.
func (c *Config) CheckAddr() error { return Invalid("addr", checkAddr(c.Addr, c.Auth.Enabled())) }

// checkAddr checks that an address is HOST:PORT and, without authentication, a loopback
// address.
func checkAddr(addr string, authenticated bool) error {
	host, port, err := splitAddr(addr)
	if err != nil {
		return err
	}
	if !authenticated && !loopback.Is(host) {
		return fmt.Errorf("%q is not a loopback address, and there is no authentication, so that anyone on the network could connect; set --issuer or --keys (docs/authentication.md), or use 127.0.0.1:%s, localhost:%[2]s or [::1]:%[2]s", addr, port)
	}
	return nil
}

// splitAddr splits HOST:PORT.
func splitAddr(addr string) (host, port string, err error) {
	host, port, err = net.SplitHostPort(addr)
	if err != nil || strings.ContainsFunc(host, unicode.IsSpace) || strings.ContainsAny(host, "/?#@") {
		return "", "", fmt.Errorf("%q is not HOST:PORT, as in 127.0.0.1:8080", addr)
	}
	if _, err := strconv.ParseUint(port, 10, 16); err != nil {
		return "", "", fmt.Errorf("%q is not a port; use a number from 0 (any free port) to 65535, as in 127.0.0.1:8080", port)
	}
	return host, port, nil
}
