package gqldoc

import "github.com/alecthomas/kong"

// Limits limit a document and the cost of its operations, for any caller. The defaults
// allow the introspection queries of the usual tools.
//
// The tags declare the flag of each limit: its name is that of the field with the prefix
// --max-.
type Limits struct {
	DocumentBytes int `default:"65536" help:"Bytes of a document."`
	// Tokens limits the lexical tokens of a document. The longest introspection query of
	// the usual tools has 184.
	Tokens     int `default:"1000" help:"Tokens of a document."`
	Depth      int `default:"25" help:"Levels of an answer."`
	Aliases    int `default:"100" help:"Aliases in a document."`
	Directives int `default:"50" help:"Directives in a document."`
	Fragments  int `default:"100" help:"Fragments of a document."`
	Operations int `default:"20" help:"Operations of a document."`
	// RootFields limits the mutations of one request.
	RootFields int `default:"50" help:"Fields of an operation itself."`
	// Merges limits the comparisons between fields that are merged in the response. They
	// grow with the square of the repetitions.
	Merges int `default:"10000" help:"Comparisons between fields of equal name."`
	// Complexity limits both the estimated cost of an operation, with every page full, and
	// the actual cost, in units (see package cost).
	Complexity int `default:"400000" help:"Cost of an operation whose pages are full: 1 for each value, and more for objects, rows and counts."`
}

// DefaultLimits returns the defaults that the tags of Limits declare.
func DefaultLimits() (l Limits) {
	if err := kong.ApplyDefaults(&l); err != nil {
		panic(err) // a tag is wrong
	}
	return l
}
