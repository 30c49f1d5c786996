package read

import (
	"slices"

	"github.com/itemactivity/itemactivity/models"
)

// Merge reads a page of the lists of many parents, merged into one list.
func (l List[P, R, T]) Merge(v Tx, parents []P, c PageRange) (p Page[R], err error) {
	if len(parents) == 0 {
		return p, nil
	}
	candidates, err := l.candidates(v, parents, c)
	if err != nil {
		return p, err
	}
	if len(candidates) > 0 {
		pages, err := l.read(v, candidates, c)
		if err != nil {
			return p, err
		}
		for _, one := range pages {
			p.Rows = append(p.Rows, one.Rows...)
		}
	}
	l.trim(&p, c)
	return p, l.lookBeyond(v, parents, &p, c)
}

// candidates returns the parents whose rows can be on a page: those whose own first row is among
// the first. This reads one row of each parent, instead of a page.
func (l List[P, R, T]) candidates(v Tx, parents []P, c PageRange) ([]P, error) {
	if len(parents) <= c.Limit+1 {
		return parents, nil
	}
	head := c
	head.Limit = 0
	pages, err := l.read(v, parents, head)
	if err != nil {
		return nil, err
	}
	// order compares positions as they are read.
	order := l.compare
	if c.FromEnd {
		order = func(a, b Position) int { return l.compare(b, a) }
	}
	var with []int
	heads := make([]Position, len(parents))
	for i, p := range pages {
		if len(p.Rows) > 0 {
			with = append(with, i)
			heads[i] = slices.MinFunc(p.Rows, func(a, b R) int { return order(a.Position(), b.Position()) }).Position()
		}
	}
	slices.SortFunc(with, func(a, b int) int { return order(heads[a], heads[b]) })
	with = with[:min(len(with), c.Limit+1)]
	first := make([]P, len(with))
	for i, j := range with {
		first[i] = parents[j]
	}
	return first, nil
}

// countedAtOnce bounds the parents whose rows one statement counts, because a statement counts up to
// models.MaxTotalCount rows of each.
const countedAtOnce = 64

// CountAll returns the number of rows in the lists of many parents together, or nil if it exceeds
// models.MaxTotalCount. The lists must not have RowNumbers.
func (l List[P, R, T]) CountAll(v Tx, parents []P) (*int, error) {
	counts, total := make([]int, len(parents)), 0
	for begin := 0; begin < len(parents); begin += countedAtOnce {
		until := min(begin+countedAtOnce, len(parents))
		if err := l.countStored(v, parents[begin:until], counts[begin:until]); err != nil {
			return nil, err
		}
		for _, n := range counts[begin:until] {
			total += n
		}
		if total > models.MaxTotalCount {
			return nil, nil
		}
	}
	clear(counts)
	if err := l.countLacking(v, parents, counts); err != nil {
		return nil, err
	}
	for _, n := range counts {
		total += n
	}
	if total > models.MaxTotalCount {
		return nil, nil
	}
	return &total, nil
}
