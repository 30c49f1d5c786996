package read

import (
	"slices"

	"github.com/itemactivity/itemactivity/models"
)

// PageRange is the part of a list that a page has: up to Limit rows, of which one more is
// read to know whether there are more.
type PageRange struct {
	Limit   int
	FromEnd bool
	// After and Before are the positions that the page lies between, where the
	// client named them.
	After, Before Bound
}

// Position is that of a row in its list: lists of facts are ordered by time, and by number
// where the times are equal; other lists by number alone.
type Position struct {
	Ticks int64
	Num   int64
}

// Bound is a position that a page range ends at, if it is named.
type Bound struct {
	Position
	Named bool
	side  side
}

// side is which of the rows beyond a position are meant.
type side int

const (
	_ side = iota // all that is beyond
	// sameTime is what is beyond by its number alone.
	sameTime
	// otherTimes is the rest.
	otherTimes
)

// sides returns the ranges that make up a range that begins at a position: SQLite finds
// where the rows of a time end by an index, and a row within them by another
// search, but it does not find a time and a row at once, and would read all rows
// of that time.
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

// bounded says whether the client named a position: such a range is for one list only, as
// a cursor is.
func (r PageRange) bounded() bool { return r.After.Named || r.Before.Named }

// PageRangeOf reads the arguments of a page. It returns BAD_USER_INPUT for a cursor
// of another list.
func (t Tx) PageRangeOf(list string, args models.PageArgs) (c PageRange, err error) {
	if c.Limit, c.FromEnd, err = args.Limit(); err != nil {
		return PageRange{}, err
	}
	if c.After, err = t.boundOf("after", list, args.After); err != nil {
		return PageRange{}, err
	}
	c.Before, err = t.boundOf("before", list, args.Before)
	return c, err
}

func (t Tx) boundOf(argument, list string, cursor *string) (Bound, error) {
	if cursor == nil {
		return Bound{}, nil
	}
	ticks, num, err := t.Cursors.Open(argument, list, *cursor)
	return Bound{Position: Position{ticks, num}, Named: err == nil}, err
}

// lookBeyond asks whether there are rows before and after the range of a page:
// what lies there may have changed since it got its cursor.
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

// beforePage is the range of the row before a page; a page without rows is where its range
// begins, and what is there counts as before it.
func (l List[P, R, T]) beforePage(p *Page[R], c PageRange) PageRange {
	at := c.After.Position
	if len(p.Rows) > 0 {
		at = p.Rows[0].Position()
	} else {
		at.Num += l.step()
	}
	return PageRange{FromEnd: true, Before: Bound{Position: at, Named: true}}
}

// afterPage is the range of the row after a page.
func (l List[P, R, T]) afterPage(p *Page[R], c PageRange) PageRange {
	at := c.Before.Position
	if n := len(p.Rows); n > 0 {
		at = p.Rows[n-1].Position()
	} else {
		at.Num -= l.step()
	}
	return PageRange{After: Bound{Position: at, Named: true}}
}

// step is from a number to the next in the list's order: numbers are whole, so one step
// includes a position itself.
func (l List[P, R, T]) step() int64 {
	if l.LatestFirst {
		return -1
	}
	return 1
}
