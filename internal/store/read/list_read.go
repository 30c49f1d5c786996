package read

import (
	"cmp"
	"slices"

	"gorm.io/gorm/clause"

	"github.com/itemactivity/itemactivity/internal/store/statement"
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
		found, err := readRows(v, l.byRowNumbers(v, numbers), c.Limit+1, keyedRow[R].row)
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
			found, err := readRows(v, q, c.Limit+1, keyedRow[R].row)
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
		rows, err := readRows(v, l.statementFor(v, parent, side), c.Limit+1, func(row R) R { return row })
		if err != nil {
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
func (l List[P, R, T]) statementFor(v Tx, parent P, c PageRange) *statement.Text {
	t := statement.NewText().Add("SELECT ").Add(l.Table.Name).Add(".*").Add(l.Columns)
	l.addRows(t, v, l.parentOf(v, parent), c, l.lookedUp(v)...)
	l.addOrder(t, c)
	return t
}

// statement selects the rows of a page, and one more row, for each of several parents. It has a
// subquery with a limit for each.
func (l List[P, R, T]) statement(v Tx, parents []P, c PageRange) (*statement.Text, error) {
	sent, parent, err := l.eachParent(v, parents)
	if err != nil {
		return nil, err
	}
	first := statement.NewText().Add("SELECT ").Add(l.Num)
	l.addIndexed(first, v, parent, c)
	l.addOrder(first, c)
	t := statement.NewText().Add("SELECT parent.key AS parent_key, ").Add(l.Table.Name).Add(".*").Add(l.Columns).
		Add(" FROM json_each(?) AS parent CROSS JOIN ", sent).Add(l.Table.Name).
		Add(" ON ").Add(cmp.Or(l.Key, l.Num)).Add(" IN (?)", first.Expression())
	for _, join := range l.lookedUp(v) {
		t.Add(" ").Add(join.SQL, join.Vars...)
	}
	return t, nil
}

// lookedUp returns the JOIN of Lookup, if there is one.
func (l List[P, R, T]) lookedUp(v Tx) []clause.Expr {
	if l.Lookup == nil {
		return nil
	}
	return []clause.Expr{l.Lookup(v)}
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
