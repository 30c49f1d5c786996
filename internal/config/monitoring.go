package config

import "time"

// Monitoring is the settings of metrics, of the log of slow operations and of the stop.
type Monitoring struct {
	MetricsAddr   string        `help:"Address for metrics and health alone, HOST:PORT." see:"docs/monitoring.md"`
	SlowOperation time.Duration `default:"1s" help:"Time after which the log warns of an operation."`
	Drain         time.Duration `default:"0s" type:"delay" help:"Time between being not ready and refusing connections, at a stop."`
}

// CheckMetricsAddr checks --metrics-addr as CheckAddr does --addr.
func (c *Config) CheckMetricsAddr() error {
	if c.Monitoring.MetricsAddr == "" {
		return nil
	}
	return Invalid("metrics-addr", checkAddr(c.Monitoring.MetricsAddr, c.Auth.Enabled()))
}
