package read

import (
	"cmp"
	"slices"

	"gorm.io/gorm"

	"github.com/itemactivity/itemactivity/models"
)

// rowsAtOnce bounds the rows that one statement reads for a batch if they have long strings. It is
// enough for a full page of each object on a full page.
const rowsAtOnce = models.MaxPageSize * (models.MaxPageSize + 1)

// trim orders the rows of a page as the list, and removes those beyond the limit.
func (l List[P, R, T]) trim(p *Page[R], c PageRange) {
	slices.SortFunc(p.Rows, func(a, b R) int { return l.compare(a.Position(), b.Position()) })
	more := len(p.Rows) > c.Limit
	switch {
	case more && c.FromEnd:
		p.Rows = p.Rows[len(p.Rows)-c.Limit:]
	case more:
		p.Rows = p.Rows[:c.Limit]
	}
	p.Info = models.PageInfo{HasNextPage: more && !c.FromEnd, HasPreviousPage: more && c.FromEnd}
}

// read reads the rows of a page for each parent in any order, and one more row if there is one. It
// may read further rows, which trim removes.
func (l List[P, R, T]) read(v Tx, parents []P, c PageRange) ([]Page[R], error) {
	pages, atOnce := make([]Page[R], len(parents)), len(parents)
	if l.RowNumbers != nil {
		numbers, err := l.RowNumbers(v, parents, c)
		if err != nil || !slices.ContainsFunc(numbers, func(nums []int64) bool { return len(nums) > 0 }) {
			return pages, err
		}
		found, err := readRows(v.Batches, l.byRowNumbers(v, numbers), keyedRow[R].row)
		addRows(pages, found)
		return pages, err
	}
	if _, long := any(*new(R)).(TextRow); long {
		atOnce = min(atOnce, rowsAtOnce/(c.Limit+1))
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
			found, err := readRows(v.Batches, q, keyedRow[R].row)
			if err != nil {
				return nil, err
			}
			addRows(pages[first:until], found)
		}
	}
	return pages, l.addLacking(v, parents, c, pages)
}

// readAlone does the same as read for one parent, which is the usual case. It does not copy the rows.
func (l List[P, R, T]) readAlone(v Tx, parent P, c PageRange, p *Page[R]) error {
	for _, side := range l.sides(c) {
		if len(p.Rows) > c.Limit {
			break
		}
		var rows []R
		if err := l.statementFor(v, parent, side).Find(&rows).Error; err != nil {
			return err
		}
		if err := addTextBytes(v.Batches, rows); err != nil {
			return err
		}
		if p.Rows == nil {
			p.Rows = rows
		} else {
			p.Rows = append(p.Rows, rows...)
		}
	}
	return nil
}

// keyedRow is a row with the index of its parent.
type keyedRow[R any] struct {
	ParentKey int
	Row       R `gorm:"embedded"`
}

func (r keyedRow[R]) row() R { return r.Row }

func addRows[R any](pages []Page[R], found []keyedRow[R]) {
	for _, f := range found {
		pages[f.ParentKey].Rows = append(pages[f.ParentKey].Rows, f.Row)
	}
}

// statementFor selects the rows of a page of one parent, and one more row.
func (l List[P, R, T]) statementFor(v Tx, parent P, c PageRange) *gorm.DB {
	return l.first(l.rows(v, l.parentOf(v, parent)), c).Select(l.columnsOf()).Scopes(l.lookedUp(v))
}

// columnsOf returns the columns of a row.
func (l List[P, R, T]) columnsOf() string { return l.Table.Name + ".*" + l.Columns }

// statement selects the rows of a page, and one more row, for each of several parents. It has a
// subquery with a limit for each.
func (l List[P, R, T]) statement(v Tx, parents []P, c PageRange) (*gorm.DB, error) {
	sent, parent, err := l.eachParent(v, parents)
	return v.DB.Table("json_each(?) AS parent", sent).
		Joins("CROSS JOIN "+l.Table.Name+" ON "+cmp.Or(l.Key, l.Num)+" IN (?)", l.first(l.indexed(v, parent), c).Select(l.Num)).
		Scopes(l.lookedUp(v)).Select("parent.key AS parent_key, " + l.columnsOf()), err
}

// lookedUp adds the JOIN of Lookup.
func (l List[P, R, T]) lookedUp(v Tx) func(*gorm.DB) *gorm.DB {
	return func(q *gorm.DB) *gorm.DB {
		if l.Lookup == nil {
			return q
		}
		join := l.Lookup(v)
		return q.Joins(join.SQL, join.Vars...)
	}
}

// first limits a query for the rows of one parent to the first ones of a page range, and one more.
func (l List[P, R, T]) first(q *gorm.DB, c PageRange) *gorm.DB {
	if c.After.Named {
		q = l.beyond(q, c.After, false)
	}
	if c.Before.Named {
		q = l.beyond(q, c.Before, true)
	}
	return l.ordered(q, c.FromEnd).Limit(c.Limit + 1)
}

func (l List[P, R, T]) compare(a, b Position) int {
	if l.LatestFirst {
		a, b = b, a
	}
	if l.Ticks == "" {
		return cmp.Compare(a.Num, b.Num)
	}
	return cmp.Or(cmp.Compare(a.Ticks, b.Ticks), cmp.Compare(a.Num, b.Num))
}
