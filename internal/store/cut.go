package store

import "github.com/itemactivity/itemactivity/models"

// cut says which part of a list a page is.
type cut struct {
	limit   int
	fromEnd bool
	// after and before are the places that the page lies between, where the
	// client named them.
	after, before bound
}

type bound struct {
	place
	named bool
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
	p, err := v.store.cursors.open(argument, list, *cursor)
	return bound{p, err == nil}, err
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
