package rest

import (
	"errors"
	"strings"

	"github.com/itemactivity/itemactivity/internal/engine"
	"github.com/itemactivity/itemactivity/models"
)

// during says that an instant in the data must be in a window.
type during struct {
	// instant has the response names, separated by spaces, that lead to the instant.
	instant string
	// window has those of an object with the members startDateTime, inclusive, and endDateTime,
	// exclusive. A member that is null does not limit the window.
	window string
}

// check returns errNotFound if the instant is not in the window.
func (d during) check(data *engine.Body) error {
	at, err := timeAt(data, d.instant)
	if err != nil {
		return err
	}
	start, err := timeAt(data, d.window+" startDateTime")
	if err != nil {
		return err
	}
	end, err := timeAt(data, d.window+" endDateTime")
	if err != nil {
		return err
	}
	if at == nil || start != nil && at.Compare(*start) < 0 || end != nil && at.Compare(*end) >= 0 {
		return errNotFound
	}
	return nil
}

// timeAt returns the time at response names in the data, or nil if it is null.
func timeAt(data *engine.Body, at string) (*models.DateTimeOffset, error) {
	text, err := textAt(data.Reader(), strings.Fields(at))
	if errors.Is(err, errNoEntity) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	parsed, err := models.ParseDateTimeOffset(text)
	return &parsed, err
}
