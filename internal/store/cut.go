package store

import (
	"slices"

	"github.com/itemactivity/itemactivity/models"
)

// cut says which part of a list a page is: so many rows, and one more is read to
// know whether there are more.
type cut struct {
	limit   int
	fromEnd bool
	// after and before are the places that the page lies between, where the
	// client named them.
	after, before bound
}

// place is where a row stands in its list: lists of facts are ordered by time,
// and by number where the times are equal; lists of nouns by number alone.
type place struct {
	ticks int64
	num   int64
}

type bound struct {
	place
	named bool
	side  side
}

// side is which of the rows beyond a place are meant.
type side int

const (
	_ side = iota // all that is beyond
	// sameTime is what is beyond by its number alone.
	sameTime
	// otherTimes is the rest.
	otherTimes
)

// sides returns the cuts that make up a cut that begins at a place: SQLite finds
// where the rows of a time end by an index, and a row within them by another
// search, but it does not find a time and a row at once, and would read all rows
// of that time.
func (c cut) sides() []cut {
	begin := func(c *cut) *bound { return &c.after }
	if c.fromEnd {
		begin = func(c *cut) *bound { return &c.before }
	}
	if !begin(&c).named {
		return []cut{c}
	}
	same, other := c, c
	begin(&same).side, begin(&other).side = sameTime, otherTimes
	return []cut{same, other}
}

// bounded says whether the client named a place: such a cut fits one list only,
// as a cursor does.
func (c cut) bounded() bool { return c.after.named || c.before.named }

// cutOf reads the arguments of a page. It returns BAD_USER_INPUT for a cursor
// of another list.
func (v view) cutOf(list string, args models.PageArgs) (c cut, err error) {
	if c.limit, c.fromEnd, err = args.Limit(); err != nil {
		return cut{}, err
	}
	if c.after, err = v.boundOf("after", list, args.After); err != nil {
		return cut{}, err
	}
	c.before, err = v.boundOf("before", list, args.Before)
	return c, err
}

func (v view) boundOf(argument, list string, cursor *string) (bound, error) {
	if cursor == nil {
		return bound{}, nil
	}
	ticks, num, err := v.store.cursors.Open(argument, list, *cursor)
	return bound{place: place{ticks, num}, named: err == nil}, err
}

// lookBeyond asks whether there is more on the sides that the client cut off:
// what lies there may have changed since it got its cursor.
func (l list[P, R, T]) lookBeyond(v view, parents []P, p *page[R], c cut) (err error) {
	none := len(p.rows) == 0
	first, last := c.after.place, c.before.place
	if !none {
		first, last = p.rows[0].place(), p.rows[len(p.rows)-1].place()
	}
	if c.after.named && !p.info.HasPreviousPage {
		if p.info.HasPreviousPage, err = l.has(v, parents, first, true, none); err != nil {
			return err
		}
	}
	if c.before.named && !p.info.HasNextPage {
		p.info.HasNextPage, err = l.has(v, parents, last, false, none)
	}
	return err
}

// has says whether the list of any of the parents has a row on one side of a
// place, or there.
func (l list[P, R, T]) has(v view, parents []P, p place, towardsStart, orThere bool) (bool, error) {
	if orThere {
		// Numbers are whole, so one step back includes the place itself.
		if towardsStart != l.latestFirst {
			p.num++
		} else {
			p.num--
		}
	}
	next := cut{fromEnd: towardsStart}
	if towardsStart {
		next.before = bound{place: p, named: true}
	} else {
		next.after = bound{place: p, named: true}
	}
	pages, err := l.read(v, parents, next)
	return slices.ContainsFunc(pages, func(p page[R]) bool { return len(p.rows) > 0 }), err
}
