package read

import "github.com/itemactivity/itemactivity/models"

// PageRangeOf returns the page range for the arguments of the list of a parent. It returns
// BAD_USER_INPUT for invalid arguments, such as a cursor of another list.
func (l List[P, R, T]) PageRangeOf(v Tx, parent P, args models.PageArgs) (c PageRange, err error) {
	if c.Limit, c.FromEnd, err = args.Limit(); err != nil {
		return PageRange{}, err
	}
	if c.After, err = l.boundOf(v, "after", parent, args.After); err != nil {
		return PageRange{}, err
	}
	c.Before, err = l.boundOf(v, "before", parent, args.Before)
	return c, err
}

func (l List[P, R, T]) boundOf(v Tx, argument string, parent P, cursor *string) (Bound, error) {
	if cursor == nil {
		return Bound{}, nil
	}
	open := v.Cursors.Open
	if l.Recorded {
		open = v.Cursors.OpenRecorded
	}
	ticks, num, err := open(argument, l.NameOf(parent), *cursor)
	return Bound{Position: Position{ticks, num}, Named: err == nil}, err
}

// Cursor returns the cursor of a position in the list with a name.
func (l List[P, R, T]) Cursor(v Tx, name string, at Position) string {
	if l.Recorded {
		return v.Cursors.SealRecorded(name, at.Ticks, at.Num)
	}
	return v.Cursors.Seal(name, at.Ticks, at.Num)
}
