package web

import "testing"

func TestLoopbackHost(t *testing.T) {
	for host, want := range map[string]bool{
		"localhost":             true,
		"localhost:8080":        true,
		"LocalHost:1":           true,
		"127.0.0.1":             true,
		"127.0.0.1:8080":        true,
		"127.8.9.10:8080":       true,
		"[::1]":                 true,
		"[::1]:8080":            true,
		"":                      false,
		"localhost:":            false,
		"localhost:http":        false,
		"localhost:70000":       false,
		"localhost:80:80":       false,
		"localhost.":            false,
		"localhost.evil.test":   false,
		"evil.localhost":        false,
		"localho\u017ft":        false,
		"evil.test":             false,
		"127.0.0.1.evil.test":   false,
		"127.0.0.1@evil.test":   false,
		"127.1":                 false,
		"2130706433":            false,
		"0.0.0.0":               false,
		"[::]":                  false,
		"[::1%lo]:80":           false,
		"::1":                   false,
		"10.0.0.1:8080":         false,
		"[fe80::1]:80":          false,
		"localhost, evil.test":  false,
		"localhost\\.evil.test": false,
	} {
		if got := isLoopbackHost(host); got != want {
			t.Errorf("isLoopbackHost(%q) = %v, want %v", host, got, want)
		}
	}
}

func TestLoopbackOrigin(t *testing.T) {
	for origin, want := range map[string]bool{
		"http://localhost":              true,
		"http://localhost:3000":         true,
		"https://localhost:3000":        true,
		"http://127.0.0.1:5173":         true,
		"http://[::1]:5173":             true,
		"":                              false,
		"null":                          false,
		"localhost:3000":                false,
		"//localhost:3000":              false,
		"http:localhost":                false,
		"file://localhost":              false,
		"chrome-extension://localhost":  false,
		"http://localhost:3000/":        false,
		"http://localhost:3000?":        false,
		"http://localhost#":             false,
		"http://user@localhost":         false,
		"http://localhost@evil.test":    false,
		"http://evil.test":              false,
		"https://localhost.evil.test":   false,
		"http://evil.test#@localhost":   false,
		"http://localhost http://evil":  false,
		"http://127.0.0.1.evil.test:80": false,
		"http://10.0.0.1":               false,
	} {
		if got := isLoopbackOrigin(origin); got != want {
			t.Errorf("isLoopbackOrigin(%q) = %v, want %v", origin, got, want)
		}
	}
}
