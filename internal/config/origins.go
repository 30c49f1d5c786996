package config

// Origins returns the origins in --allow-origins.
func (c *Config) Origins() ([]string, error) {
	list, err := parseOrigins(c.AllowOrigins)
	return list, Invalid("allow-origins", err)
}
