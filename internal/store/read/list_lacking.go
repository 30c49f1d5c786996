package read

import "slices"

// addLacking adds to the page of each parent the first rows of the page range that the projection
// lacks.
func (l List[P, R, T]) addLacking(v Tx, parents []P, c PageRange, pages []Page[R]) error {
	if l.Lacking == nil || len(parents) == 0 {
		return nil
	}
	order := l.compare
	if c.FromEnd {
		order = func(a, b Position) int { return l.compare(b, a) }
	}
	first := make(map[int]*firstRows[R])
	err := l.Lacking(v, parents, func(parent int, at Position, row *R) {
		if !l.includes(c, at) {
			return
		}
		if first[parent] == nil {
			first[parent] = &firstRows[R]{limit: c.Limit + 1, compare: order}
		}
		first[parent].add(at, row)
	})
	for parent, f := range first {
		for _, r := range f.rows {
			pages[parent].Rows = append(pages[parent].Rows, *r.row)
		}
	}
	return err
}

// firstRows keeps the first rows of those that are added, in an order.
type firstRows[R any] struct {
	limit   int
	compare func(a, b Position) int
	// rows contains at most twice the limit. The first rows up to the limit are sorted once it was
	// reached, and then last is the position of the last one of them.
	rows    []positionedRow[R]
	last    Position
	reached bool
}

type positionedRow[R any] struct {
	at  Position
	row *R
}

func (f *firstRows[R]) add(at Position, row *R) {
	if f.reached && f.compare(at, f.last) > 0 {
		return
	}
	f.rows = append(f.rows, positionedRow[R]{at, row})
	if n := len(f.rows); n == f.limit && !f.reached || n == 2*f.limit {
		slices.SortFunc(f.rows, func(a, b positionedRow[R]) int { return f.compare(a.at, b.at) })
		f.rows = f.rows[:f.limit]
		f.last, f.reached = f.rows[f.limit-1].at, true
	}
}

// countLacking adds to the count of each parent the rows that the projection lacks.
func (l List[P, R, T]) countLacking(v Tx, parents []P, counts []int) error {
	if l.Lacking == nil || len(parents) == 0 {
		return nil
	}
	return l.Lacking(v, parents, func(parent int, _ Position, _ *R) { counts[parent]++ })
}

// includes reports whether a position is between the bounds of a page range.
func (l List[P, R, T]) includes(c PageRange, at Position) bool {
	return (!c.After.Named || l.compare(at, c.After.Position) > 0) && (!c.Before.Named || l.compare(at, c.Before.Position) < 0)
}
