package config

import (
	"net"
	"strings"
	"testing"
)

func TestPublicURL(t *testing.T) {
	listening := &net.TCPAddr{IP: net.IPv6loopback, Port: 8080}
	for text, want := range map[string]string{
		"":                                 "http://[::1]:8080",
		"https://files.example":            "https://files.example",
		"https://files.example/":           "https://files.example",
		"http://files.example:81/a%20b/c/": "http://files.example:81/a%20b/c",
	} {
		c := Config{PublicURL: text}
		if got, err := c.PublicBaseURL(listening); err != nil || got != want {
			t.Errorf("%q is %q, want %q (%v)", text, got, want, err)
		}
	}
	everywhere := &net.TCPAddr{IP: net.IPv4zero, Port: 8080}
	if got, err := new(Config).PublicBaseURL(everywhere); err != nil || got != "http://127.0.0.1:8080" {
		t.Errorf("the default for %s is %q (%v)", everywhere, got, err)
	}
	for _, text := range []string{"files.example", "//files.example", "ftp://files.example", "https://", "https://:80", "https://jane:secret@files.example", "https://files.example/?a=b", "https://files.example/#a", "https://files.example?", "https://%zz", "https:files.example"} {
		c := Config{PublicURL: text}
		got, err := c.PublicBaseURL(listening)
		if err == nil || got != "" || !strings.HasPrefix(err.Error(), "--public-url: ") || strings.Contains(err.Error(), "secret") {
			t.Errorf("%q is %q with the error %v", text, got, err)
		}
	}
}
