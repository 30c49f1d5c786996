package cli

import (
	"fmt"
	"time"

	"github.com/alecthomas/kong"

	"github.com/itemactivity/itemactivity/internal/config"
)

// maxLifetime is ten years.
const maxLifetime = lifetime(3650 * 24 * time.Hour)

// lifetime is the time for which a token is valid.
type lifetime time.Duration

// Decode implements kong.MapperValue.
func (l *lifetime) Decode(ctx *kong.DecodeContext) error {
	text, err := config.PopValue(ctx)
	if err != nil {
		return err
	}
	d, err := config.ParseDuration(text)
	switch {
	case err != nil:
		return fmt.Errorf("%q is not a duration, such as 30d, 12h or 1h30m", text)
	case d < time.Second:
		return fmt.Errorf("%q is too short: a token is valid for at least 1s", text)
	case lifetime(d) > maxLifetime:
		return fmt.Errorf("%q is too long: a token is valid for at most 3650d", text)
	}
	*l = lifetime(d)
	return nil
}
