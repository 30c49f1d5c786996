package models

import "context"

// Bounds of the number of edges in a page.
const (
	DefaultPageSize = 25
	MaxPageSize     = 100
)

// MaxTotalCount is how far a list is counted where no statistic has the answer.
const MaxTotalCount = 10_000

// PageArgs are the arguments of a Relay connection.
type PageArgs struct {
	First  *int
	After  *string
	Last   *int
	Before *string
}

// Limit checks the arguments, and returns how many edges are asked for and
// whether they are counted from the end of the list.
func (a PageArgs) Limit() (limit int, fromEnd bool, err error) {
	switch {
	case a.First != nil && a.Last != nil:
		return 0, false, Invalid("last", "Send either first or last: a page is cut from one end of its list.")
	case a.Last != nil:
		return *a.Last, true, validatePageSize("last", *a.Last)
	case a.First != nil:
		return *a.First, false, validatePageSize("first", *a.First)
	}
	return DefaultPageSize, a.Before != nil && a.After == nil, nil
}

func validatePageSize(argument string, n int) error {
	if n < 1 || n > MaxPageSize {
		return Invalid(argument, "A page has 1 to %d edges.", MaxPageSize)
	}
	return nil
}

// PageInfo says where a page lies in its list.
type PageInfo struct {
	HasNextPage     bool
	HasPreviousPage bool
	StartCursor     *string
	EndCursor       *string
}

// Edge is an object in a list, with its place there.
type Edge[T any] struct {
	Cursor string
	Node   T
}

// Connection is one page of a list.
type Connection[T any] struct {
	Edges    []*Edge[T]
	PageInfo *PageInfo
	// Count counts the whole list, within the snapshot that the page was read
	// from; nil where that exceeds MaxTotalCount.
	Count func(context.Context) (*int, error)
}

// Nodes returns the objects of the page without their cursors.
func (c *Connection[T]) Nodes() []T {
	nodes := make([]T, len(c.Edges))
	for i, e := range c.Edges {
		nodes[i] = e.Node
	}
	return nodes
}

// TotalCount counts the list; it costs nothing where it is not selected.
func (c *Connection[T]) TotalCount(ctx context.Context) (*int, error) { return c.Count(ctx) }
