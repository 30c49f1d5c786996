package gqldoc

import "github.com/alecthomas/kong"

// Limits bound what a document may be, and what its operations may cost, whoever
// sends it. None of them refuses the introspection queries of the usual tools.
//
// The tags declare the flag of each limit: its name is that of the field with
// --max- in front.
type Limits struct {
	DocumentBytes int `default:"65536" help:"Bytes of a document."`
	// Tokens bounds the lexical tokens of a document; the longest
	// introspection query of the usual tools has 184.
	Tokens     int `default:"1000" help:"Tokens of a document."`
	Depth      int `default:"25" help:"Levels of an answer."`
	Aliases    int `default:"100" help:"Aliases in a document."`
	Directives int `default:"50" help:"Directives in a document."`
	Fragments  int `default:"100" help:"Fragments of a document."`
	Operations int `default:"20" help:"Operations of a document."`
	// RootFields bounds the mutations of one request.
	RootFields int `default:"50" help:"Fields of an operation itself."`
	// Merges bounds the comparisons between fields that are to become one in
	// the answer. They grow with the square of the repetitions.
	Merges int `default:"10000" help:"Comparisons between fields of equal name."`
	// Complexity bounds what an operation costs if every page is full, and what it
	// turns out to cost.
	Complexity int `default:"400000" help:"Cost of an operation whose pages are full: 1 for each value, and more for objects, rows and counts."`
}

// DefaultLimits returns the defaults that the tags of Limits declare.
func DefaultLimits() (l Limits) {
	if err := kong.ApplyDefaults(&l); err != nil {
		panic(err) // a tag is wrong
	}
	return l
}
