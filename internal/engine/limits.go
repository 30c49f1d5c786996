package engine

import (
	"time"

	"github.com/alecthomas/kong"

	"github.com/itemactivity/itemactivity/internal/gqldoc"
)

// Limits are the limits of one request, whoever the caller is. The struct tags declare a
// flag for each limit. The flag is named after the field and has the prefix --max-.
type Limits struct {
	BodyBytes int64 `default:"1048576" help:"Maximum size of a request body in bytes."`
	// Limits are the limits of the document and its cost.
	gqldoc.Limits
	// ResponseBytes limits a response body. A larger response is aborted.
	ResponseBytes int64 `default:"16777216" help:"Maximum size of a response in bytes. A larger response is aborted."`
	Errors        int   `default:"10" help:"Maximum number of errors in a response."`
	// Time limits the duration of a request. A longer request is aborted together with its
	// database statements.
	Time time.Duration `default:"10s" help:"Maximum duration of a request. A longer request is aborted."`

	// InFlightBytes limits the memory of all requests and responses together, from the
	// arrival of a request until its response is sent. It is several times what one request
	// may need.
	InFlightBytes       int64 `group:"Limits of all requests" default:"268435456" help:"Maximum memory for all requests and responses in progress, in bytes." see:"docs/operating.md#memory"`
	CallerInFlightBytes int64 `group:"Limits of all requests" default:"67108864" help:"Maximum memory for the requests and responses of one caller while other callers wait, in bytes." see:"docs/operating.md#memory"`
}

// DefaultLimits returns the defaults that the tags of Limits declare.
func DefaultLimits() (l Limits) {
	if err := kong.ApplyDefaults(&l); err != nil {
		panic(err) // a tag is wrong
	}
	return l
}
