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
		if err := l.finish(v, parents[i:i+1], &pages[i], c); err != nil {
			return nil, err
		}
	}
	return pages, nil
}

// finish makes a page of the rows that were read for the parents.
func (l list[P, R, T]) finish(v view, parents []P, p *page[R], c cut) error {
	slices.SortFunc(p.rows, func(a, b R) int { return l.compare(a.place(), b.place()) })
	more := len(p.rows) > c.limit
	switch {
	case more && c.fromEnd:
		p.rows = p.rows[len(p.rows)-c.limit:]
	case more:
		p.rows = p.rows[:c.limit]
	}
	p.info = models.PageInfo{HasNextPage: more && !c.fromEnd, HasPreviousPage: more && c.fromEnd}
	return l.lookBeyond(v, parents, p, c)
}

// read finds the rows of a page for each parent, and one more where there are
// more, in any order; and some that are too many.
func (l list[P, R, T]) read(v view, parents []P, c cut) ([]page[R], error) {
	if l.places != nil {
		return l.readPlaces(v, parents, c)
	}
	pages, sides := make([]page[R], len(parents)), []cut{c}
	if l.ticks != "" {
		sides = c.sides()
	}
	for _, one := range sides {
		if len(parents) == 1 && len(pages[0].rows) > c.limit {
			break
		}
		if err := l.readSide(v, parents, one, pages); err != nil {
			return nil, err
		}
	}
	return pages, nil
}

// readSide adds the rows of one statement to the pages.
func (l list[P, R, T]) readSide(v view, parents []P, c cut, pages []page[R]) error {
	q, err := l.statement(v, parents, c)
	if err != nil {
		return err
	}
	if len(parents) == 1 {
		// Most lists are read alone: without a copy.
		var rows []R
		if err := q.Find(&rows).Error; err != nil {
			return err
		}
		if pages[0].rows == nil {
			pages[0].rows = rows
		} else {
			pages[0].rows = append(pages[0].rows, rows...)
		}
		return carry(v, rows)
	}
	return l.addRows(v, q, pages)
}

// addRows adds the rows of a statement to the pages of the parents that it names.
func (l list[P, R, T]) addRows(v view, q *gorm.DB, pages []page[R]) error {
	type keyed struct {
		ParentKey int
		Row       R `gorm:"embedded"`
	}
	found, err := carried(v, q, func(f *keyed) R { return f.Row })
	for _, f := range found {
		pages[f.ParentKey].rows = append(pages[f.ParentKey].rows, f.Row)
	}
	return err
}

// statement selects the rows of a page, and one more, for each parent. Where
// there are several, each has a subquery that stops at the limit.
func (l list[P, R, T]) statement(v view, parents []P, c cut) (*gorm.DB, error) {
	columns := l.table.name + ".*" + l.columns
	if len(parents) == 1 {
		return l.first(v, l.parentOf(v, parents[0]), c).Select(columns).Scopes(l.lookedUp(v)), nil
	}
	sent, parent, err := l.eachParent(v, parents)
	return v.db.Table("json_each(?) AS parent", sent).
		Joins("CROSS JOIN "+l.table.name+" ON "+cmp.Or(l.key, l.num)+" IN (?)", l.first(v, parent, c).Select(l.num)).
		Scopes(l.lookedUp(v)).Select("parent.key AS parent_key, " + columns), err
}

// lookedUp joins what other tables know of a row.
func (l list[P, R, T]) lookedUp(v view) func(*gorm.DB) *gorm.DB {
	return func(q *gorm.DB) *gorm.DB {
		if l.lookup == nil {
			return q
		}
		join := l.lookup(v)
		return q.Joins(join.SQL, join.Vars...)
	}
}

// first is the rows of a page of one parent, and one more.
func (l list[P, R, T]) first(v view, parent []any, c cut) *gorm.DB {
	q := l.rows(v, parent)
	if c.after.named {
		q = l.beyond(q, c.after, false)
	}
	if c.before.named {
		q = l.beyond(q, c.before, true)
	}
	return l.ordered(q, c.fromEnd).Limit(c.limit + 1)
}

func (l list[P, R, T]) compare(a, b place) int {
	if l.latestFirst {
		a, b = b, a
	}
	if l.ticks == "" {
		return cmp.Compare(a.num, b.num)
	}
	return cmp.Or(cmp.Compare(a.ticks, b.ticks), cmp.Compare(a.num, b.num))
}
