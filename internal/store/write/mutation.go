package write

import (
	"context"

	"github.com/itemactivity/itemactivity/internal/auth"
)

// Mutation is one change that waits for the writer, and for the commit that
// holds it.
type Mutation struct {
	Caller *auth.Principal
	// Origin is the caller's context, for what it carries; the writer never works
	// under it.
	Origin context.Context
	// Check marks the store's own look at the disk.
	Check bool
	// Rows is how much the mutation writes: one, or the rows of a bulk.
	Rows int
	// Do may be run a second time, in a new transaction. It must not panic.
	Do func(*Tx) error
	// Done is sent the mutation's error, or nil, and has room for it.
	Done chan error
	// Replayed is set before Done is sent.
	Replayed bool
}
