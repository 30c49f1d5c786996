package store

import (
	"cmp"
	"context"
	"slices"

	"gorm.io/gorm"

	"github.com/itemactivity/itemactivity/models"
)

// page is one part of the list of one parent.
type page[R any] struct {
	rows []R
	info models.PageInfo
}

// pageOf tells a page from others of the same siblings. The name is that of one
// parent's list where the cut fits no other, else of the kind of list.
type pageOf struct {
	name string
	cut  cut
}

// connection reads one page of the list of an object, and the same page of the
// lists of its siblings.
func connection[P comparable, R placed, T comparable](ctx context.Context, s *Store, l list[P, R, T], parent P, args models.PageArgs) (models.Connection[T], error) {
	v, err := s.read(ctx)
	if err != nil {
		return models.Connection[T]{}, err
	}
	name := l.nameOf(parent)
	c, err := v.cutOf(name, args)
	if err != nil {
		return models.Connection[T]{}, err
	}
	what := pageOf{l.name, c}
	if c.bounded() {
		what.name = name
	}
	connections, err := forAll(v, parent, what, func(all []P) (map[string]models.Connection[T], error) {
		if c.bounded() {
			all = []P{parent}
		}
		return l.connections(v, l.unique(all), c)
	})
	return connections[name], err
}

// connections reads the same page of the list of each parent, by its name.
func (l list[P, R, T]) connections(v view, parents []P, c cut) (map[string]models.Connection[T], error) {
	pages, err := l.pages(v, parents, c)
	if err != nil {
		return nil, err
	}
	var rows []R
	for _, p := range pages {
		rows = append(rows, p.rows...)
	}
	nodes, err := l.nodes(v, rows)
	if err != nil {
		return nil, err
	}
	together(v, nodes)
	connections := make(map[string]models.Connection[T], len(parents))
	for i, p := range pages {
		connections[l.nameOf(parents[i])] = l.connect(v, parents[i], p, nodes[:len(p.rows)])
		nodes = nodes[len(p.rows):]
	}
	return connections, nil
}

func (l list[P, R, T]) connect(v view, parent P, p page[R], nodes []T) models.Connection[T] {
	name, edges := l.nameOf(parent), make([]*models.Edge[T], len(nodes))
	for i, node := range nodes {
		edges[i] = &models.Edge[T]{Cursor: v.store.cursors.seal(name, p.rows[i].place()), Node: node}
	}
	if n := len(edges); n > 0 {
		p.info.StartCursor, p.info.EndCursor = &edges[0].Cursor, &edges[n-1].Cursor
	}
	return models.Connection[T]{
		Edges:    edges,
		PageInfo: &p.info,
		Count:    func(ctx context.Context) (*int, error) { return count(ctx, v.store, l, parent) },
	}
}

// pages reads a page for each parent.
func (l list[P, R, T]) pages(v view, parents []P, c cut) ([]page[R], error) {
	q, err := l.statement(v, parents, c)
	if err != nil {
		return nil, err
	}
	var found []struct {
		ParentKey int
		Row       R `gorm:"embedded"`
	}
	if err := q.Find(&found).Error; err != nil {
		return nil, err
	}
	pages := make([]page[R], len(parents))
	for _, f := range found {
		p := &pages[f.ParentKey]
		p.rows = append(p.rows, f.Row)
	}
	for i := range pages {
		p := &pages[i]
		slices.SortFunc(p.rows, func(a, b R) int { return l.compare(a.place(), b.place()) })
		more := len(p.rows) > c.limit
		switch {
		case more && c.fromEnd:
			p.rows = p.rows[len(p.rows)-c.limit:]
		case more:
			p.rows = p.rows[:c.limit]
		}
		p.info = models.PageInfo{HasNextPage: more && !c.fromEnd, HasPreviousPage: more && c.fromEnd}
		if err := l.lookBeyond(v, parents[i], p, c); err != nil {
			return nil, err
		}
	}
	return pages, nil
}

// statement selects the rows of a page, and one more, for each parent. What is
// not the only parent limits a subquery of its own, by an index of the list, as
// no window function does.
func (l list[P, R, T]) statement(v view, parents []P, c cut) (*gorm.DB, error) {
	columns := l.table.name + ".*" + l.columns
	if len(parents) == 1 {
		q := l.rows(v, l.parentOf(v, parents[0]))
		if c.after.named {
			q = l.beyond(q, c.after.place, false)
		}
		if c.before.named {
			q = l.beyond(q, c.before.place, true)
		}
		return l.ordered(q, c.fromEnd).Limit(c.limit + 1).Select(columns).Joins(l.lookups), nil
	}
	sent, parent, err := l.eachParent(v, parents)
	first := l.ordered(l.rows(v, parent), c.fromEnd).Limit(c.limit + 1).Select(l.num)
	return v.db.Table("json_each(?) AS parent", sent).
		Joins("CROSS JOIN "+l.table.name+" ON "+l.num+" IN (?)", first).
		Joins(l.lookups).Select("parent.key AS parent_key, " + columns), err
}

func (l list[P, R, T]) compare(a, b place) int {
	if l.latestFirst {
		a, b = b, a
	}
	return cmp.Or(cmp.Compare(a.ticks, b.ticks), cmp.Compare(a.num, b.num))
}

// lookBeyond asks whether there is more on the sides that the client cut off:
// what lies there may have changed since it got its cursor.
func (l list[P, R, T]) lookBeyond(v view, parent P, p *page[R], c cut) (err error) {
	none := len(p.rows) == 0
	first, last := c.after.place, c.before.place
	if !none {
		first, last = p.rows[0].place(), p.rows[len(p.rows)-1].place()
	}
	if c.after.named && !p.info.HasPreviousPage {
		if p.info.HasPreviousPage, err = l.has(v, parent, first, true, none); err != nil {
			return err
		}
	}
	if c.before.named && !p.info.HasNextPage {
		p.info.HasNextPage, err = l.has(v, parent, last, false, none)
	}
	return err
}

// has says whether the list has a row on one side of a place, or there.
func (l list[P, R, T]) has(v view, parent P, p place, towardsStart, orThere bool) (bool, error) {
	if orThere {
		// Numbers are whole, so one step back includes the place itself.
		if towardsStart != l.latestFirst {
			p.num++
		} else {
			p.num--
		}
	}
	var n int64
	beyond := l.beyond(l.rows(v, l.parentOf(v, parent)), p, towardsStart)
	err := v.db.Table("(?) AS beyond", beyond.Select("1").Limit(1)).Count(&n).Error
	return n > 0, err
}
