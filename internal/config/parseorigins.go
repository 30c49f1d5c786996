package config

import (
	"errors"
	"fmt"
	"net/netip"
	"net/url"
	"regexp"
	"strconv"
	"strings"

	"golang.org/x/net/idna"
)

// parseOrigins parses origins that are separated by commas. Each must be written as
// browsers send it, because another spelling would match no request. Patterns are
// rejected, because they match more than was meant. The error contains the correct form.
func parseOrigins(setting string) ([]string, error) {
	if setting == "" {
		return nil, nil
	}
	list := strings.Split(setting, ",")
	for i, text := range list {
		text = strings.TrimSpace(text)
		// A password can contain a comma, so no part of a list with an @ is quoted.
		if err := checkOrigin(text, strings.Contains(setting, "@")); err != nil {
			return nil, err
		}
		list[i] = text
	}
	return list, nil
}

// asIn ends an error that cannot suggest an origin.
const asIn = "as in https://app.example or http://10.0.0.7:3000"

func checkOrigin(text string, secret bool) error {
	switch {
	case strings.Contains(text, "*"):
		return errors.New("patterns are not supported; write each origin, separated by commas, " + asIn)
	case text == "null":
		return errors.New("null is the origin of any file and any sandboxed frame; write the origin of a front end, " + asIn)
	}
	u, err := url.Parse(text)
	user := err == nil && u.User != nil || strings.Contains(text, "@")
	sent, ok := "", false
	if err == nil {
		sent, ok = serialized(u)
	}
	switch {
	case !ok && secret:
		return errors.New("an origin has no user; write it as browsers send it, " + asIn)
	case !ok:
		return fmt.Errorf("%q is not an origin; write it as browsers send it, %s", text, asIn)
	case user:
		// The text is not quoted, because it can contain a password.
		return fmt.Errorf("an origin has no user; write %q", sent)
	case sent != text:
		return fmt.Errorf("browsers do not send %q; write %q", text, sent)
	}
	return nil
}

var usualPorts = map[string]string{"http": "80", "https": "443"}

// serialized returns the origin of a URL in the form of the header Origin, according to
// the URL standard of browsers.
func serialized(u *url.URL) (origin string, ok bool) {
	usual, ok := usualPorts[u.Scheme]
	if !ok {
		return "", false
	}
	host, ok := serializedHost(u.Hostname())
	if !ok {
		return "", false
	}
	origin = u.Scheme + "://" + host
	if u.Port() == "" {
		return origin, true
	}
	port, err := strconv.ParseUint(u.Port(), 10, 16)
	if err != nil {
		return "", false
	}
	if text := strconv.FormatUint(port, 10); text != usual {
		origin += ":" + text
	}
	return origin, true
}

// names converts the name of a host to ASCII, as browsers do.
var names = idna.New(idna.MapForLookup(), idna.Transitional(false), idna.StrictDomainName(false), idna.CheckHyphens(false), idna.BidiRule())

var (
	hostName = regexp.MustCompile(`^[a-z0-9._-]*[a-z0-9_-]\.?$`)
	// Browsers interpret a name that ends in a number as an address.
	numeric = regexp.MustCompile(`(^|\.)([0-9]+|0x[0-9a-f]*)\.?$`)
)

func serializedHost(host string) (serialized string, ok bool) {
	if strings.Contains(host, ":") {
		ip, err := netip.ParseAddr(host)
		if err != nil || ip.Zone() != "" {
			return "", false
		}
		if ip.Is4In6() {
			b := ip.As16()
			return fmt.Sprintf("[::ffff:%x:%x]", int(b[12])<<8|int(b[13]), int(b[14])<<8|int(b[15])), true
		}
		return "[" + ip.String() + "]", true
	}
	host, err := names.ToASCII(host)
	if err != nil || !hostName.MatchString(host) {
		return "", false
	}
	if numeric.MatchString(host) {
		ip, err := netip.ParseAddr(host)
		return host, err == nil && ip.Is4()
	}
	return host, true
}
