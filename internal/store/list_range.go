package store

import (
	"slices"

	"github.com/itemactivity/itemactivity/models"
)

// pageRange is the part of a list that a page has: up to limit rows, of which one more is
// read to know whether there are more.
type pageRange struct {
	limit   int
	fromEnd bool
	// after and before are the positions that the page lies between, where the
	// client named them.
	after, before bound
}

// position is that of a row in its list: lists of facts are ordered by time, and by number
// where the times are equal; other lists by number alone.
type position struct {
	ticks int64
	num   int64
}

type bound struct {
	position
	named bool
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
func (l list[P, R, T]) sides(c pageRange) []pageRange {
	if l.ticks == "" {
		return []pageRange{c}
	}
	begin := func(c *pageRange) *bound { return &c.after }
	if c.fromEnd {
		begin = func(c *pageRange) *bound { return &c.before }
	}
	if !begin(&c).named {
		return []pageRange{c}
	}
	same, other := c, c
	begin(&same).side, begin(&other).side = sameTime, otherTimes
	return []pageRange{same, other}
}

// bounded says whether the client named a position: such a range is for one list only, as
// a cursor is.
func (r pageRange) bounded() bool { return r.after.named || r.before.named }

// pageRangeOf reads the arguments of a page. It returns BAD_USER_INPUT for a cursor
// of another list.
func (v readTx) pageRangeOf(list string, args models.PageArgs) (c pageRange, err error) {
	if c.limit, c.fromEnd, err = args.Limit(); err != nil {
		return pageRange{}, err
	}
	if c.after, err = v.boundOf("after", list, args.After); err != nil {
		return pageRange{}, err
	}
	c.before, err = v.boundOf("before", list, args.Before)
	return c, err
}

func (v readTx) boundOf(argument, list string, cursor *string) (bound, error) {
	if cursor == nil {
		return bound{}, nil
	}
	ticks, num, err := v.store.cursors.Open(argument, list, *cursor)
	return bound{position: position{ticks, num}, named: err == nil}, err
}

// lookBeyond asks whether there are rows before and after the range of a page:
// what lies there may have changed since it got its cursor.
func (l list[P, R, T]) lookBeyond(v readTx, parents []P, p *page[R], c pageRange) error {
	if c.after.named && !p.info.HasPreviousPage {
		pages, err := l.read(v, parents, l.beforePage(p, c))
		if err != nil {
			return err
		}
		p.info.HasPreviousPage = hasRows(pages)
	}
	if c.before.named && !p.info.HasNextPage {
		pages, err := l.read(v, parents, l.afterPage(p, c))
		if err != nil {
			return err
		}
		p.info.HasNextPage = hasRows(pages)
	}
	return nil
}

func hasRows[R any](pages []page[R]) bool {
	return slices.ContainsFunc(pages, func(p page[R]) bool { return len(p.rows) > 0 })
}

// beforePage is the range of the row before a page; a page without rows is where its range
// begins, and what is there counts as before it.
func (l list[P, R, T]) beforePage(p *page[R], c pageRange) pageRange {
	at := c.after.position
	if len(p.rows) > 0 {
		at = p.rows[0].position()
	} else {
		at.num += l.step()
	}
	return pageRange{fromEnd: true, before: bound{position: at, named: true}}
}

// afterPage is the range of the row after a page.
func (l list[P, R, T]) afterPage(p *page[R], c pageRange) pageRange {
	at := c.before.position
	if n := len(p.rows); n > 0 {
		at = p.rows[n-1].position()
	} else {
		at.num -= l.step()
	}
	return pageRange{after: bound{position: at, named: true}}
}

// step is from a number to the next in the list's order: numbers are whole, so one step
// includes a position itself.
func (l list[P, R, T]) step() int64 {
	if l.latestFirst {
		return -1
	}
	return 1
}
