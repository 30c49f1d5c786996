package gqldoc

// Limits bound what a document may be, and what its operations may cost, whoever
// sends it. None of them refuses the introspection queries of the usual tools.
type Limits struct {
	// DocumentBytes bounds the text of a document.
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
}

// DefaultLimits are those of a server that is not told otherwise.
func DefaultLimits() Limits {
	return Limits{
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
	}
}
