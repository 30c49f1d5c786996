package config

// Origins returns the origins that --allow-origins lists.
func (c *Config) Origins() ([]string, error) {
	list, err := parseOrigins(c.AllowOrigins)
	return list, Invalid("allow-origins", err)
}
