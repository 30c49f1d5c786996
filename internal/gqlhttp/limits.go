package gqlhttp

import (
	"time"

	"github.com/itemactivity/itemactivity/internal/gqldoc"
)

// Limits bound what one request may cost, whoever sends it.
type Limits struct {
	// Limits bound the document of a request and its cost.
	gqldoc.Limits
	// BodyBytes bounds the body of a request.
	BodyBytes int64
	// AnswerBytes bounds an answer; one that would be longer is given up.
	AnswerBytes int64
	// InFlightBytes bounds the memory for all requests and answers together, from the
	// request's arrival until its client has the answer; it is a multiple of what one
	// may need. CallerInFlightBytes is what one caller has of it while others wait.
	InFlightBytes, CallerInFlightBytes int64
	// Errors bounds the errors of an answer.
	Errors int
	// Time ends a request that takes longer, with its statements.
	Time time.Duration
}

// DefaultLimits are those of a server that is not told otherwise.
func DefaultLimits() Limits {
	return Limits{
		Limits:        gqldoc.DefaultLimits(),
		BodyBytes:     1 << 20,
		AnswerBytes:   16 << 20,
		InFlightBytes: 256 << 20, CallerInFlightBytes: 64 << 20,
		Errors: 10,
		Time:   10 * time.Second,
	}
}
