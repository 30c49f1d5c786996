package opponent

import (
	"fmt"
	"strconv"
	"time"
)

type identity struct {
	ID          *string `json:"id,omitempty"`
	DisplayName *string `json:"displayName,omitempty"`
}

type identitySet struct {
	Application *identity `json:"application,omitempty"`
	Device      *identity `json:"device,omitempty"`
	User        *identity `json:"user,omitempty"`
}

// dateTime is a time as it was sent, and in units of 100 ns since 1970.
type dateTime struct {
	sent  string
	ticks int64
}

// ImplementsGraphQLType reports whether the type implements a scalar.
func (dateTime) ImplementsGraphQLType(name string) bool { return name == "DateTimeOffset" }

// UnmarshalGraphQL parses a time.
func (d *dateTime) UnmarshalGraphQL(input any) error {
	text, ok := input.(string)
	if !ok {
		return fmt.Errorf("not a DateTimeOffset: %v", input)
	}
	at, err := time.Parse(time.RFC3339Nano, text)
	if err != nil {
		return err
	}
	*d = dateTime{text, at.Unix()*1e7 + int64(at.Nanosecond()/100)}
	return nil
}

// MarshalJSON returns the time as it was sent.
func (d dateTime) MarshalJSON() ([]byte, error) { return strconv.AppendQuote(nil, d.sent), nil }
