package config

import "time"

// Monitoring is the settings of metrics, of the log of slow operations and of the shutdown.
type Monitoring struct {
	MetricsAddr   string        `placeholder:"HOST:PORT" help:"Separate address for metrics and health checks." see:"docs/monitoring.md"`
	SlowOperation time.Duration `default:"1s" help:"Duration from which on an operation is logged as a warning."`
	Drain         time.Duration `default:"0s" type:"delay" help:"At shutdown, time between reporting not ready and closing the listener."`
}

// CheckMetricsAddr checks --metrics-addr in the same way as CheckAddr.
func (c *Config) CheckMetricsAddr() error {
	if c.Monitoring.MetricsAddr == "" {
		return nil
	}
	return Invalid("metrics-addr", checkAddr(c.Monitoring.MetricsAddr, c.Auth.Enabled()))
}
