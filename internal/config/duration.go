package config

import (
	"time"

	"github.com/prometheus/common/model"
)

// ParseDuration parses a duration such as 500ms, 1h30m, 30d or 2w.
func ParseDuration(text string) (time.Duration, error) {
	d, err := time.ParseDuration(text)
	if err != nil {
		var days model.Duration
		days, err = model.ParseDuration(text)
		d = time.Duration(days)
	}
	return d, err
}
