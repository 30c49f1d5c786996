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

// parseOrigins reads the origins of front ends, separated by commas. Each has to be
// written as browsers send it: another spelling would match no request, and a pattern
// would admit somebody whom nobody thought of. The error says what to write.
func parseOrigins(setting string) ([]string, error) {
	if setting == "" {
		return nil, nil
	}
	list := strings.Split(setting, ",")
	for i, text := range list {
		text = strings.TrimSpace(text)
		// A password may have a comma in it, so no part is shown beside an @.
		if err := checkOrigin(text, strings.Contains(setting, "@")); err != nil {
			return nil, err
		}
		list[i] = text
	}
	return list, nil
}

// asIn ends a refusal that knows no origin to be meant.
const asIn = "as in https://app.example or http://10.0.0.7:3000"

func checkOrigin(text string, secret bool) error {
	switch {
	case strings.Contains(text, "*"):
		return errors.New("there are no patterns; write each origin, separated by commas, " + asIn)
	case text == "null":
		return errors.New("null is the origin of files and sandboxed frames, whoever made them; write the origin of a front end, " + asIn)
	}
	u, err := url.Parse(text)
	user := err == nil && u.User != nil || strings.Contains(text, "@")
	sent, ok := "", false
	if err == nil {
		sent, ok = serialized(u)
	}
	switch {
	case !ok && secret:
		return errors.New("there is an @, and an origin has no user in it; write it as a browser does, " + asIn)
	case !ok:
		return fmt.Errorf("%q is no origin; write it as a browser does, %s", text, asIn)
	case user:
		// Without the text: it may hold a password.
		return fmt.Errorf("an origin has a user in it; write %q", sent)
	case sent != text:
		return fmt.Errorf("browsers do not send %q; write %q", text, sent)
	}
	return nil
}

var usualPorts = map[string]string{"http": "80", "https": "443"}

// serialized is the origin of a URL as the header Origin has it, by the URL standard of
// browsers.
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

// names turns the name of a host into the ASCII that browsers send.
var names = idna.New(idna.MapForLookup(), idna.Transitional(false), idna.StrictDomainName(false), idna.CheckHyphens(false), idna.BidiRule())

var (
	hostName = regexp.MustCompile(`^[a-z0-9._-]*[a-z0-9_-]\.?$`)
	// A browser takes a name that ends in a number for an address.
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
