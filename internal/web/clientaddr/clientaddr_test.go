package clientaddr_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/itemactivity/itemactivity/internal/web/clientaddr"
)

func TestNetwork(t *testing.T) {
	for _, same := range [][]string{
		{"192.0.2.1:1", "192.0.2.1:65535", "[::ffff:192.0.2.1]:1"},
		{"192.0.2.2:1"},
		{"[2001:db8::1]:1", "[2001:db8::ffff:2%eth0]:1", "[2001:db8:0:0:ffff::]:1"},
		{"[2001:db8:0:1::1]:1"},
		{"[::1]:1"},
		{"@", "", "a.sock"},
	} {
		for _, other := range same {
			if a, b := network(same[0]), network(other); a != b {
				t.Errorf("the network of %s is %s, and that of %s is %s", same[0], a, other, b)
			}
		}
	}
	seen := map[string]string{}
	for _, one := range []string{"192.0.2.1:1", "192.0.2.2:1", "[2001:db8::1]:1", "[2001:db8:0:1::1]:1", "[::1]:1", "@"} {
		if other, ok := seen[network(one)]; ok {
			t.Errorf("the network of both %s and %s is %s", one, other, network(one))
		}
		seen[network(one)] = one
	}
}

func network(hostPort string) string { return clientaddr.Network(clientaddr.Parse(hostPort)) }

func TestClient(t *testing.T) {
	const proxy, far, client = "127.0.0.1:5000", "10.1.2.3:5000", "192.0.2.9:5000"
	for _, c := range []struct {
		peer   string
		header []string
		want   string
	}{
		{proxy, []string{"192.0.2.1"}, "192.0.2.1"},
		{proxy, []string{" 192.0.2.1 "}, "192.0.2.1"},
		{proxy, []string{"192.0.2.1:4711"}, "192.0.2.1"},
		{proxy, []string{"2001:db8::1"}, "2001:db8::1"},
		{proxy, []string{"[2001:db8::1]"}, "2001:db8::1"},
		{proxy, []string{"[2001:db8::1]:4711"}, "2001:db8::1"},
		{proxy, []string{"::ffff:192.0.2.1"}, "192.0.2.1"},
		// A proxy behind a proxy.
		{proxy, []string{"192.0.2.1, 10.0.0.7"}, "192.0.2.1"},
		{far, []string{"192.0.2.1", "10.0.0.7,127.0.0.1"}, "192.0.2.1"},
		// The client has sent the header itself. The proxy appends to it.
		{proxy, []string{"198.51.100.1, 192.0.2.1"}, "192.0.2.1"},
		{proxy, []string{"198.51.100.1", "192.0.2.1"}, "192.0.2.1"},
		{proxy, []string{"10.0.0.7, 192.0.2.1"}, "192.0.2.1"},
		{proxy, []string{"rubbish, 192.0.2.1"}, "192.0.2.1"},
		{proxy, []string{"rubbish, 10.0.0.7"}, "10.0.0.7"},
		// The header is missing, malformed, or has only trusted proxies.
		{proxy, nil, "127.0.0.1"},
		{proxy, []string{""}, "127.0.0.1"},
		{proxy, []string{"unknown"}, "127.0.0.1"},
		{proxy, []string{"192.0.2.1,"}, "127.0.0.1"},
		{proxy, []string{"192.0.2.1 198.51.100.1"}, "127.0.0.1"},
		{proxy, []string{strings.Repeat("1", 10_000)}, "127.0.0.1"},
		{proxy, []string{"10.0.0.7, 10.0.0.8"}, "10.0.0.7"},
		// The peer is not a trusted proxy.
		{client, []string{"192.0.2.1"}, "192.0.2.9"},
		{"[2001:db8::9]:1", []string{"192.0.2.1"}, "2001:db8::9"},
		{"@", []string{"192.0.2.1"}, "invalid IP"},
	} {
		proxies, err := clientaddr.ParseProxies("127.0.0.1, 10.0.0.0/8")
		if err != nil {
			t.Fatal(err)
		}
		r := &http.Request{RemoteAddr: c.peer, Header: http.Header{"X-Forwarded-For": c.header, "Forwarded": {"for=203.0.113.1"}, "X-Real-Ip": {"203.0.113.1"}}}
		if got := proxies.Client(r).String(); got != c.want {
			t.Errorf("%s with %q: the client is %s, want %s", c.peer, c.header, got, c.want)
		}
		if got := (clientaddr.Proxies{}).Client(r); got != clientaddr.Parse(c.peer) {
			t.Errorf("%s with %q: the client is %s although there are no trusted proxies", c.peer, c.header, got)
		}
	}
}

func TestParseProxies(t *testing.T) {
	for list, want := range map[string]string{
		"": "", " ": "", "127.0.0.1": "", "::1": "", "10.0.0.0/8,fd00::/8 , 192.0.2.1": "", "::ffff:10.0.0.1": "",
		"10.0.0.0/8,":      `"" is neither`,
		"proxy.example":    "neither an address",
		"10.0.0.1:80":      "neither an address",
		"10.0.0.0/33":      "neither an address",
		"fe80::1%eth0/64":  "neither an address",
		"0.0.0.0/0":        "trusts every client",
		"::/0":             "trusts every client",
		"10.0.0.1/8":       "10.0.0.0/8",
		"::ffff:0:0/96":    "IPv4",
		"127.0.0.1;10.0.0": "separated by commas",
	} {
		_, err := clientaddr.ParseProxies(list)
		if (err == nil) != (want == "") || err != nil && !strings.Contains(err.Error(), want) {
			t.Errorf("%q: %v, want %q", list, err, want)
		}
	}
}
