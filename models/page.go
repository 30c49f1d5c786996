package models

import "context"

// Numbers of edges in a page.
const (
	DefaultPageSize = 25
	MaxPageSize     = 100
)

// MaxTotalCount is the largest totalCount of a list that has no statistics.
const MaxTotalCount = 10_000

// PageArgs are the arguments of a Relay connection.
type PageArgs struct {
	First  *int
	After  *string
	Last   *int
	Before *string
}

// Limit returns the requested number of edges, and whether they are counted from the end of
// the list. It returns BAD_USER_INPUT for invalid arguments.
func (a PageArgs) Limit() (limit int, fromEnd bool, err error) {
	switch {
	case a.First != nil && a.Last != nil:
		return 0, false, Invalid("last", "Send either first or last, not both.")
	case a.Last != nil:
		return *a.Last, true, validatePageSize("last", *a.Last)
	case a.First != nil:
		return *a.First, false, validatePageSize("first", *a.First)
	}
	return DefaultPageSize, a.Before != nil && a.After == nil, nil
}

func validatePageSize(argument string, n int) error {
	if n < 1 || n > MaxPageSize {
		return Invalid(argument, "%s must be from 1 to %d.", argument, MaxPageSize)
	}
	return nil
}

// PageInfo is the position of a page in its list.
type PageInfo struct {
	HasNextPage     bool
	HasPreviousPage bool

	cursors cursors
	edges   int
}

// cursors returns the cursor of an edge of a page, which is counted from 0. It is called only if a
// cursor is selected, because making one costs time.
type cursors func(edge int) string

// StartCursor returns the cursor of the first edge, or nil if the page is empty.
func (p *PageInfo) StartCursor() *string { return p.cursor(0) }

// EndCursor returns the cursor of the last edge, or nil if the page is empty.
func (p *PageInfo) EndCursor() *string { return p.cursor(p.edges - 1) }

func (p *PageInfo) cursor(edge int) *string {
	if p.edges == 0 {
		return nil
	}
	cursor := p.cursors(edge)
	return &cursor
}

// Edge is an object in a list with its cursor.
type Edge[T any] struct {
	Node    T
	cursors cursors
	index   int
}

// Cursor returns the cursor of the edge.
func (e *Edge[T]) Cursor() string { return e.cursors(e.index) }

// Connection is one page of a list.
type Connection[T any] struct {
	Edges    []*Edge[T]
	PageInfo *PageInfo
	// Count returns the length of the whole list, in the snapshot that the page was read
	// from. It returns nil if that is unknown, because it exceeds MaxTotalCount.
	Count func(context.Context) (*int, error)
}

// NewConnection returns a page with nodes. The function cursors returns the cursor of an edge, which
// is counted from 0. It is called whenever a cursor is selected.
func NewConnection[T any](info PageInfo, nodes []T, cursors func(edge int) string, count func(context.Context) (*int, error)) Connection[T] {
	info.cursors, info.edges = cursors, len(nodes)
	edges, made := make([]*Edge[T], len(nodes)), make([]Edge[T], len(nodes))
	for i, node := range nodes {
		made[i] = Edge[T]{node, cursors, i}
		edges[i] = &made[i]
	}
	return Connection[T]{Edges: edges, PageInfo: &info, Count: count}
}

// Nodes returns the objects of the page without their cursors.
func (c *Connection[T]) Nodes() []T {
	nodes := make([]T, len(c.Edges))
	for i, e := range c.Edges {
		nodes[i] = e.Node
	}
	return nodes
}

// TotalCount returns the length of the whole list, or nil, see Count. It is only called if
// the field is selected, because counting costs time.
func (c *Connection[T]) TotalCount(ctx context.Context) (*int, error) { return c.Count(ctx) }
