package read

import (
	"context"

	"github.com/itemactivity/itemactivity/models"
)

// Page is a page of the list of a parent.
type Page[R any] struct {
	Rows []R
	Info models.PageInfo
}

// pageOf identifies a page among the loads of a batch. The name is that of the declared list, or
// that of one parent's list if the range is bounded.
type pageOf struct {
	name  string
	pages PageRange
}

// Connection returns a page of the list of an object. It reads the same page of the lists of the
// whole batch, unless the client sent a cursor. The count is read when Count is called. Both are
// read in the transaction of their context.
func Connection[P comparable, R Positioned, T comparable](ctx context.Context, l List[P, R, T], parent P, args models.PageArgs) (models.Connection[T], error) {
	v, err := Begin(ctx)
	if err != nil {
		return models.Connection[T]{}, err
	}
	c, err := l.PageRangeOf(v, parent, args)
	if err != nil {
		return models.Connection[T]{}, err
	}
	name := l.NameOf(parent)
	key := pageOf{l.Name, c}
	if c.bounded() {
		key.name = name
	}
	all, connections := LoadFor[map[string]models.Connection[T]](v.Batches, parent, key)
	defer connections.Unlock()
	if !connections.Done {
		if c.bounded() {
			all = []P{parent}
		}
		parents := l.unique(all)
		if pages, err := l.Pages(v, parents, c); err != nil {
			connections.Set(nil, err)
		} else {
			connections.Set(l.connections(v, parents, pages))
		}
	}
	return connections.Value[name], connections.Err
}

// Pages reads a page of the list of each parent.
func (l List[P, R, T]) Pages(v Tx, parents []P, c PageRange) ([]Page[R], error) {
	pages, err := l.read(v, parents, c)
	if err != nil {
		return nil, err
	}
	for i := range pages {
		l.trim(&pages[i], c)
		if err := l.lookBeyond(v, parents[i:i+1], &pages[i], c); err != nil {
			return nil, err
		}
	}
	return pages, nil
}

// connections returns the connection of the page of each parent, by the name of its list.
func (l List[P, R, T]) connections(v Tx, parents []P, pages []Page[R]) (map[string]models.Connection[T], error) {
	rows := pages[0].Rows
	for _, p := range pages[1:] {
		rows = append(rows, p.Rows...)
	}
	nodes, err := l.Nodes(v, rows)
	if err != nil {
		return nil, err
	}
	MakeBatch(v.Batches, nodes)
	connections := make(map[string]models.Connection[T], len(parents))
	for i, p := range pages {
		connections[l.NameOf(parents[i])] = l.Connect(v, parents[i], p, nodes[:len(p.Rows)])
		nodes = nodes[len(p.Rows):]
	}
	return connections, nil
}

// Connect returns the connection of a page and its nodes. Its Count reads in the transaction of the
// context that it is called with.
func (l List[P, R, T]) Connect(v Tx, parent P, p Page[R], nodes []T) models.Connection[T] {
	name := l.NameOf(parent)
	return models.NewConnection(p.Info, nodes,
		func(edge int) string { return l.Cursor(v, name, p.Rows[edge].Position()) },
		func(ctx context.Context) (*int, error) { return count(ctx, l, parent) })
}
