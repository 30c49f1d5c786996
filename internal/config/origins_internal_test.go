package config

import (
	"slices"
	"strings"
	"testing"
)

func TestOriginsAsBrowsersSendThem(t *testing.T) {
	for _, origin := range []string{
		"https://app.example", "http://app.example", "https://app.example:8443", "http://app.example:443", "https://app.example:80",
		"http://10.0.0.7:3000", "http://[fd00::7]:3000", "http://[::ffff:a00:7]", "http://localhost:5173", "https://my_host.example",
		"https://xn--bcher-kva.example", "https://app.example.", "https://a-.example", "http://intranet",
	} {
		t.Run(origin, func(t *testing.T) {
			got, err := parseOrigins(origin)
			if err != nil || !slices.Equal(got, []string{origin}) {
				t.Errorf("%q, %v", got, err)
			}
		})
	}
	got, err := parseOrigins("https://a.example, http://b.example:3000")
	if want := []string{"https://a.example", "http://b.example:3000"}; err != nil || !slices.Equal(got, want) {
		t.Errorf("%q, %v; want %q", got, err, want)
	}
	if got, err := parseOrigins(""); err != nil || got != nil {
		t.Errorf("%q, %v of an empty setting", got, err)
	}
}

// TestOriginsThatNoBrowserSends: each would never match. The refusal says what to write,
// and shows no password.
func TestOriginsThatNoBrowserSends(t *testing.T) {
	for origin, want := range map[string]string{
		"https://app.example:443":                 `write "https://app.example"`,
		"http://app.example:80":                   `write "http://app.example"`,
		"https://app.example:":                    `write "https://app.example"`,
		"https://app.example:08443":               `write "https://app.example:8443"`,
		"https://app.example/":                    `write "https://app.example"`,
		"https://app.example:443/path?x=1#y":      `write "https://app.example"`,
		"https://app.example?":                    `write "https://app.example"`,
		"https://app.example#":                    `write "https://app.example"`,
		"HTTPS://App.Example":                     `write "https://app.example"`,
		"https://b\u00fccher.example":             `write "https://xn--bcher-kva.example"`,
		"https://B\u00dcCHER.example:443":         `write "https://xn--bcher-kva.example"`,
		"https://stra\u00dfe.example":             `write "https://xn--strae-oqa.example"`,
		"https://app\u3002example":                `write "https://app.example"`,
		"https://\uff41pp.example":                `write "https://app.example"`,
		"https://%61pp.example":                   "as in https://app.example",
		"https://ann:a,hunter2@app.example":       "as in https://app.example",
		"http://[FD00:0::7]":                      `write "http://[fd00::7]"`,
		"http://[::ffff:10.0.0.7]":                `write "http://[::ffff:a00:7]"`,
		"https://ann@app.example":                 `has no user; write "https://app.example"`,
		"https://ann:hunter2@app.example:443/":    `has no user; write "https://app.example"`,
		"https://@app.example":                    `has no user; write "https://app.example"`,
		"https://ann:hunter2@":                    "as in https://app.example",
		"*":                                       "write each origin",
		"https://*":                               "write each origin",
		"https://*.app.example":                   "write each origin",
		"null":                                    "any file",
		"app.example":                             "as in https://app.example",
		"app.example:443":                         "as in https://app.example",
		"//app.example":                           "as in https://app.example",
		"ftp://app.example":                       "as in https://app.example",
		"https://":                                "as in https://app.example",
		"https://app.example:65536":               "as in https://app.example",
		"https://app.example:http":                "as in https://app.example",
		"https://10.0.0.007":                      "as in https://app.example",
		"https://127.1":                           "as in https://app.example",
		"http://[fe80::1%25eth0]":                 "as in https://app.example",
		"https://app example":                     "as in https://app.example",
		"https://xn--zz--zz.example":              "as in https://app.example",
		"https://a.example https://b.example":     "as in https://app.example",
		"https://good.example,":                   "as in https://app.example",
		"https://good.example,https://x.test:443": `write "https://x.test"`,
	} {
		t.Run(origin, func(t *testing.T) {
			got, err := parseOrigins(origin)
			if err == nil {
				t.Fatalf("is admitted as %q", got)
			}
			if !strings.Contains(err.Error(), want) {
				t.Errorf("the refusal does not say %s: %v", want, err)
			}
			if strings.Contains(err.Error(), "hunter2") || strings.Contains(err.Error(), "ann") {
				t.Errorf("the refusal shows who the user is: %v", err)
			}
			if _, written, ok := strings.Cut(want, `write "`); ok {
				if _, err := parseOrigins(strings.TrimSuffix(written, `"`)); err != nil {
					t.Errorf("what it says is refused too: %v", err)
				}
			}
		})
	}
}
