package graph

import "time"

// Limits bound what one request may cost, whoever sends it. None of them
// refuses the introspection queries of the usual tools.
type Limits struct {
	// BodyBytes bounds the body of a request.
	BodyBytes int64
	// DocumentBytes bounds the document in it.
	DocumentBytes int
	// Tokens bounds the lexical tokens of a document; the longest
	// introspection query of the usual tools has 184.
	Tokens int
	// Depth bounds how deep an answer is nested.
	Depth int
	// Aliases, Directives, Fragments and Operations bound how often a document
	// uses each.
	Aliases, Directives, Fragments, Operations int
	// RootFields bounds the fields of an operation itself, and so the
	// mutations of one request.
	RootFields int
	// Merges bounds the comparisons between fields that are to become one in
	// the answer. They grow with the square of the repetitions.
	Merges int
	// Complexity bounds what an operation costs if every page is full, and what it
	// turns out to cost: one for each value of the answer, and more for objects,
	// rows and counts.
	Complexity int
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
		BodyBytes:     1 << 20,
		DocumentBytes: 64 << 10,
		Tokens:        1000,
		Depth:         25,
		Aliases:       100,
		Directives:    50,
		Fragments:     100,
		Operations:    20,
		RootFields:    50,
		Merges:        10_000,
		Complexity:    400_000,
		AnswerBytes:   16 << 20,
		InFlightBytes: 256 << 20, CallerInFlightBytes: 64 << 20,
		Errors: 10,
		Time:   10 * time.Second,
	}
}
