package store

import (
	"cmp"
	"slices"

	"gorm.io/gorm"

	"github.com/itemactivity/itemactivity/models"
)

// rowsAtOnce bounds what one statement reads for a batch where rows have long
// texts: full pages for as many as a full page has.
const rowsAtOnce = models.MaxPageSize * (models.MaxPageSize + 1)

// trim puts the rows of a page in the list's order, and leaves out those that are too many.
func (l list[P, R, T]) trim(p *page[R], c pageRange) {
	slices.SortFunc(p.rows, func(a, b R) int { return l.compare(a.position(), b.position()) })
	more := len(p.rows) > c.limit
	switch {
	case more && c.fromEnd:
		p.rows = p.rows[len(p.rows)-c.limit:]
	case more:
		p.rows = p.rows[:c.limit]
	}
	p.info = models.PageInfo{HasNextPage: more && !c.fromEnd, HasPreviousPage: more && c.fromEnd}
}

// read finds the rows of a page for each parent, and one more where there are
// more, in any order; and some that are too many.
func (l list[P, R, T]) read(v readTx, parents []P, c pageRange) ([]page[R], error) {
	pages, atOnce := make([]page[R], len(parents)), len(parents)
	if l.rowNumbers != nil {
		numbers, err := l.rowNumbers(v, parents, c)
		if err != nil || !slices.ContainsFunc(numbers, func(nums []int64) bool { return len(nums) > 0 }) {
			return pages, err
		}
		found, err := readRows(v, l.byRowNumbers(v, numbers), keyedRow[R].row)
		addRows(pages, found)
		return pages, err
	}
	if _, long := any(*new(R)).(textRow); long {
		atOnce = min(atOnce, rowsAtOnce/(c.limit+1))
	}
	for first := 0; first < len(parents); first += atOnce {
		until := min(first+atOnce, len(parents))
		if until == first+1 {
			if err := l.readAlone(v, parents[first], c, &pages[first]); err != nil {
				return nil, err
			}
			continue
		}
		for _, side := range l.sides(c) {
			q, err := l.statement(v, parents[first:until], side)
			if err != nil {
				return nil, err
			}
			found, err := readRows(v, q, keyedRow[R].row)
			if err != nil {
				return nil, err
			}
			addRows(pages[first:until], found)
		}
	}
	return pages, nil
}

// readAlone is read for one parent: most lists are read alone, without a copy.
func (l list[P, R, T]) readAlone(v readTx, parent P, c pageRange, p *page[R]) error {
	for _, side := range l.sides(c) {
		if len(p.rows) > c.limit {
			break
		}
		var rows []R
		if err := l.statementFor(v, parent, side).Find(&rows).Error; err != nil {
			return err
		}
		if err := addTextBytes(v, rows); err != nil {
			return err
		}
		if p.rows == nil {
			p.rows = rows
		} else {
			p.rows = append(p.rows, rows...)
		}
	}
	return nil
}

// keyedRow is a row with the index of the parent that has it in its list.
type keyedRow[R any] struct {
	ParentKey int
	Row       R `gorm:"embedded"`
}

func (r keyedRow[R]) row() R { return r.Row }

func addRows[R any](pages []page[R], found []keyedRow[R]) {
	for _, f := range found {
		pages[f.ParentKey].rows = append(pages[f.ParentKey].rows, f.Row)
	}
}

// statementFor selects the rows of a page of one parent, and one more.
func (l list[P, R, T]) statementFor(v readTx, parent P, c pageRange) *gorm.DB {
	return l.first(v, l.parentOf(v, parent), c).Select(l.columnsOf()).Scopes(l.lookedUp(v))
}

// columnsOf are those of a row.
func (l list[P, R, T]) columnsOf() string { return l.table.name + ".*" + l.columns }

// statement selects the rows of a page, and one more, for each of several parents: each
// has a subquery that stops at the limit.
func (l list[P, R, T]) statement(v readTx, parents []P, c pageRange) (*gorm.DB, error) {
	sent, parent, err := l.eachParent(v, parents)
	return v.db.Table("json_each(?) AS parent", sent).
		Joins("CROSS JOIN "+l.table.name+" ON "+cmp.Or(l.key, l.num)+" IN (?)", l.first(v, parent, c).Select(l.num)).
		Scopes(l.lookedUp(v)).Select("parent.key AS parent_key, " + l.columnsOf()), err
}

// lookedUp joins what other tables know of a row.
func (l list[P, R, T]) lookedUp(v readTx) func(*gorm.DB) *gorm.DB {
	return func(q *gorm.DB) *gorm.DB {
		if l.lookup == nil {
			return q
		}
		join := l.lookup(v)
		return q.Joins(join.SQL, join.Vars...)
	}
}

// first is the rows of a page of one parent, and one more.
func (l list[P, R, T]) first(v readTx, parent []any, c pageRange) *gorm.DB {
	q := l.rows(v, parent)
	if c.after.named {
		q = l.beyond(q, c.after, false)
	}
	if c.before.named {
		q = l.beyond(q, c.before, true)
	}
	return l.ordered(q, c.fromEnd).Limit(c.limit + 1)
}

func (l list[P, R, T]) compare(a, b position) int {
	if l.latestFirst {
		a, b = b, a
	}
	if l.ticks == "" {
		return cmp.Compare(a.num, b.num)
	}
	return cmp.Or(cmp.Compare(a.ticks, b.ticks), cmp.Compare(a.num, b.num))
}
