package config

import "time"

// Monitoring are the settings of how the server is watched, and how it leaves.
type Monitoring struct {
	MetricsAddr   string        `help:"Address for metrics and health alone, HOST:PORT." see:"docs/monitoring.md"`
	SlowOperation time.Duration `default:"1s" help:"Time after which the log warns of an operation."`
	Drain         time.Duration `default:"0s" type:"delay" help:"Time between being not ready and refusing connections, at a stop."`
}

// CheckMetricsAddr refuses what --addr would refuse as well.
func (c *Config) CheckMetricsAddr() error {
	if c.Monitoring.MetricsAddr == "" {
		return nil
	}
	return Invalid("metrics-addr", checkAddr(c.Monitoring.MetricsAddr, c.Auth.Enabled()))
}
