package config

import (
	"fmt"
	"net/url"
	"strings"
)

// Origins returns the origins that --allow-origins lists.
func (c *Config) Origins() ([]string, error) {
	list, err := origins(c.AllowOrigins)
	return list, Invalid("allow-origins", err)
}

// origins reads a list of origins as browsers write them. There are no patterns: they
// admit more than intended.
func origins(setting string) ([]string, error) {
	if setting == "" {
		return nil, nil
	}
	list := strings.Split(setting, ",")
	for i, text := range list {
		text = strings.TrimSpace(text)
		u, err := url.Parse(text)
		if err != nil || u.Host == "" || u.Scheme != "https" && u.Scheme != "http" || text != u.Scheme+"://"+strings.ToLower(u.Host) {
			return nil, fmt.Errorf("%q is no origin; write it as a browser does, as in https://app.example or http://10.0.0.7:3000", text)
		}
		list[i] = text
	}
	return list, nil
}
