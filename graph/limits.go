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
	// Complexity bounds the fields that an operation may answer with, were
	// every page full.
	Complexity int
	// AnswerBytes bounds the texts of an answer; one that grows beyond is given
	// up.
	AnswerBytes int64
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
		Complexity:    250_000,
		AnswerBytes:   16 << 20,
		Errors:        10,
		Time:          10 * time.Second,
	}
}
