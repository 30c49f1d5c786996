package config

import "time"

// Recording is the settings of what may be recorded.
type Recording struct {
	MaxFuture time.Duration `default:"24h" type:"delay" help:"How far ahead of the server's clock the time of an activity may be; 0 is any." see:"docs/operating.md#the-clock"`
}
