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
