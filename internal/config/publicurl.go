package config

import (
	"errors"
	"fmt"
	"net"
	"net/url"
	"strings"
)

// CheckPublicURL checks --public-url.
func (c *Config) CheckPublicURL() error {
	if c.PublicURL == "" {
		return nil
	}
	_, err := parsePublicURL(c.PublicURL)
	return Invalid("public-url", err)
}

// PublicBaseURL returns the URL in --public-url without a slash at the end. If the setting is
// empty, it is that of the listening address, or of loopback if the server listens on all
// addresses.
func (c *Config) PublicBaseURL(listening net.Addr) (string, error) {
	if c.PublicURL == "" {
		host, port, err := net.SplitHostPort(listening.String())
		return "http://" + net.JoinHostPort(loopbackOf(host), port), err
	}
	base, err := parsePublicURL(c.PublicURL)
	return base, Invalid("public-url", err)
}

func parsePublicURL(text string) (string, error) {
	u, err := url.Parse(text)
	switch {
	case err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Hostname() == "":
		// The text is not quoted, because it can contain a password.
		return "", errors.New("the value is not a URL with http or https, as in https://files.example/activity")
	case u.User != nil:
		return "", errors.New("the URL has a user; links must not contain one")
	case strings.ContainsAny(text, "?#"):
		return "", fmt.Errorf("%q has a query or a fragment, and links are made by appending a path; write %q", text, u.Scheme+"://"+u.Host+u.EscapedPath())
	}
	return u.Scheme + "://" + u.Host + strings.TrimRight(u.EscapedPath(), "/"), nil
}
