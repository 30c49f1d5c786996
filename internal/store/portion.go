package store

import (
	"cmp"
	"slices"

	"gorm.io/gorm"

	"github.com/itemactivity/itemactivity/models"
)

// rowsAtOnce bounds what one statement reads for siblings where rows have long
// texts: full pages for as many as a full page has.
const rowsAtOnce = models.MaxPageSize * (models.MaxPageSize + 1)

// pages reads a page for each parent.
func (l list[P, R, T]) pages(v view, parents []P, c cut) ([]page[R], error) {
	portion := len(parents)
	if _, long := any(*new(R)).(longRow); long {
		portion = min(portion, rowsAtOnce/(c.limit+1))
	}
	pages := make([]page[R], 0, len(parents))
	for some := range slices.Chunk(parents, portion) {
		found, err := l.read(v, some, c)
		if err != nil {
			return nil, err
		}
		pages = append(pages, found...)
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

// read finds the rows of a page for each parent, and one more where there are
// more, in any order.
func (l list[P, R, T]) read(v view, parents []P, c cut) ([]page[R], error) {
	q, err := l.statement(v, parents, c)
	if err != nil {
		return nil, err
	}
	pages := make([]page[R], len(parents))
	if len(parents) == 1 {
		// Most lists are read alone: without a copy.
		if err := q.Find(&pages[0].rows).Error; err != nil {
			return nil, err
		}
		return pages, carry(v, pages[0].rows)
	}
	var found []struct {
		ParentKey int
		Row       R `gorm:"embedded"`
	}
	if err := q.Find(&found).Error; err != nil {
		return nil, err
	}
	for _, f := range found {
		p := &pages[f.ParentKey]
		p.rows = append(p.rows, f.Row)
	}
	for _, p := range pages {
		if err := carry(v, p.rows); err != nil {
			return nil, err
		}
	}
	return pages, nil
}

// statement selects the rows of a page, and one more, for each parent. Where
// there are several, each has a subquery that stops at the limit. Only one has
// bounds.
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
		Joins("CROSS JOIN "+l.table.name+" ON "+cmp.Or(l.key, l.num)+" IN (?)", first).
		Joins(l.lookups).Select("parent.key AS parent_key, " + columns), err
}

func (l list[P, R, T]) compare(a, b place) int {
	if l.latestFirst {
		a, b = b, a
	}
	return cmp.Or(cmp.Compare(a.ticks, b.ticks), cmp.Compare(a.num, b.num))
}
