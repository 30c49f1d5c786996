package config

import "time"

// Recording is the settings for recording activities.
type Recording struct {
	MaxFuture time.Duration `default:"24h" type:"delay" help:"How far the time of an activity may be in the future. 0 means no limit." see:"docs/operating.md#the-clock"`
}
