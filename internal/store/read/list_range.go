package read

import "slices"

// PageRange is the part of a list that is on a page. The page has up to Limit rows. One more is read
// to determine whether there is another page.
type PageRange struct {
	Limit   int
	FromEnd bool
	// After and Before are the positions between which the page is.
	After, Before Bound
}

// Position is the position of a row in its list. Lists of facts are ordered by time, and by number
// if the times are equal. Other lists are ordered by number.
type Position struct {
	Ticks int64
	Num   int64
}

// Bound is a bound of a page range. The row at the position is not included. If Named is false, the
// client sent no cursor and there is no bound.
type Bound struct {
	Position
	Named bool
	side  side
}

// side is the part of the rows beyond a bound that a statement reads.
type side int

const (
	_ side = iota // all rows beyond the bound
	// sameTime is the rows with the time of the bound.
	sameTime
	// otherTimes is the other rows.
	otherTimes
)

// sides splits a range that begins at a bound into the rows with the time of the bound and the
// others. SQLite finds the first row of each of the two by an index. For a comparison of both
// columns, it would use the index for the time only, and read all rows with that time.
func (l List[P, R, T]) sides(c PageRange) []PageRange {
	if l.Ticks == "" {
		return []PageRange{c}
	}
	begin := func(c *PageRange) *Bound { return &c.After }
	if c.FromEnd {
		begin = func(c *PageRange) *Bound { return &c.Before }
	}
	if !begin(&c).Named {
		return []PageRange{c}
	}
	same, other := c, c
	begin(&same).side, begin(&other).side = sameTime, otherTimes
	return []PageRange{same, other}
}

// bounded reports whether the client sent a cursor. Such a range is for one list only.
func (r PageRange) bounded() bool { return r.After.Named || r.Before.Named }

// lookBeyond determines whether there are rows before and after the bounds of a page. It reads
// them, because they may have changed since the client got the cursors.
func (l List[P, R, T]) lookBeyond(v Tx, parents []P, p *Page[R], c PageRange) error {
	if c.After.Named && !p.Info.HasPreviousPage {
		pages, err := l.read(v, parents, l.beforePage(p, c))
		if err != nil {
			return err
		}
		p.Info.HasPreviousPage = hasRows(pages)
	}
	if c.Before.Named && !p.Info.HasNextPage {
		pages, err := l.read(v, parents, l.afterPage(p, c))
		if err != nil {
			return err
		}
		p.Info.HasNextPage = hasRows(pages)
	}
	return nil
}

func hasRows[R any](pages []Page[R]) bool {
	return slices.ContainsFunc(pages, func(p Page[R]) bool { return len(p.Rows) > 0 })
}

// beforePage returns the range of the row before a page. If the page has no rows, this is the row at
// the bound After, or the one before it.
func (l List[P, R, T]) beforePage(p *Page[R], c PageRange) PageRange {
	at := c.After.Position
	if len(p.Rows) > 0 {
		at = p.Rows[0].Position()
	} else {
		at.Num += l.step()
	}
	return PageRange{FromEnd: true, Before: Bound{Position: at, Named: true}}
}

// afterPage returns the range of the row after a page. If the page has no rows, this is the row at
// the bound Before, or the one after it.
func (l List[P, R, T]) afterPage(p *Page[R], c PageRange) PageRange {
	at := c.Before.Position
	if n := len(p.Rows); n > 0 {
		at = p.Rows[n-1].Position()
	} else {
		at.Num -= l.step()
	}
	return PageRange{After: Bound{Position: at, Named: true}}
}

// step is the difference of a number and the next one in the list's order. A bound that is moved by
// one step includes its position.
func (l List[P, R, T]) step() int64 {
	if l.LatestFirst {
		return -1
	}
	return 1
}
