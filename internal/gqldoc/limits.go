package gqldoc

import "github.com/alecthomas/kong"

// Limits limit a document and the cost of its operations, for any caller. The defaults
// allow the introspection queries of the usual tools.
//
// The tags declare the flag of each limit: its name is that of the field with the prefix
// --max-.
type Limits struct {
	DocumentBytes int `default:"65536" help:"Maximum size of a document in bytes."`
	// Tokens limits the lexical tokens of a document. The longest introspection query of
	// the usual tools has 184.
	Tokens     int `default:"1000" help:"Maximum number of tokens in a document."`
	Depth      int `default:"25" help:"Maximum nesting depth of a response."`
	Aliases    int `default:"100" help:"Maximum number of aliases in a document."`
	Directives int `default:"50" help:"Maximum number of directives in a document."`
	Fragments  int `default:"100" help:"Maximum number of fragments in a document."`
	Operations int `default:"20" help:"Maximum number of operations in a document."`
	// RootFields limits the mutations of one request.
	RootFields int `default:"50" help:"Maximum number of root fields of an operation."`
	// Merges limits the comparisons between fields that are merged in the response. They
	// grow with the square of the repetitions.
	Merges int `default:"10000" help:"Maximum number of comparisons between fields with the same response name."`
	// Complexity limits both the estimated cost of an operation, with every page full, and
	// the actual cost, in units (see package cost).
	Complexity int `default:"400000" help:"Maximum cost of an operation, estimated with full pages. Each value in the response costs 1, and each object, row and count more."`
}

// DefaultLimits returns the defaults that the tags of Limits declare.
func DefaultLimits() (l Limits) {
	if err := kong.ApplyDefaults(&l); err != nil {
		panic(err) // a tag is wrong
	}
	return l
}
