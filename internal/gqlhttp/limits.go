package gqlhttp

import (
	"time"

	"github.com/alecthomas/kong"

	"github.com/itemactivity/itemactivity/internal/gqldoc"
)

// Limits limit what one request may cost, for any caller. The tags declare the flag of
// each limit: its name is that of the field with the prefix --max-.
type Limits struct {
	BodyBytes int64 `default:"1048576" help:"Bytes of a request's body."`
	// Limits limit the document of a request and its cost.
	gqldoc.Limits
	// AnswerBytes limits a response body. A response that would be longer is stopped.
	AnswerBytes int64 `default:"16777216" help:"Bytes of an answer; one that would be longer is given up."`
	Errors      int   `default:"10" help:"Errors of an answer."`
	// Time ends a request that takes longer, with its statements.
	Time time.Duration `default:"10s" help:"Time that a request may take."`

	// InFlightBytes limits the memory of all requests and responses together, from the
	// arrival of a request until its response is sent. It is a multiple of what one may
	// need.
	InFlightBytes       int64 `group:"Limits of all requests" default:"268435456" help:"Bytes of memory for all requests and answers at one time." see:"docs/operating.md#memory"`
	CallerInFlightBytes int64 `group:"Limits of all requests" default:"67108864" help:"Bytes of that for one caller while others wait." see:"docs/operating.md#memory"`
}

// DefaultLimits returns the defaults that the tags of Limits declare.
func DefaultLimits() (l Limits) {
	if err := kong.ApplyDefaults(&l); err != nil {
		panic(err) // a tag is wrong
	}
	return l
}
