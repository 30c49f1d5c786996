package read

import (
	"context"

	"github.com/itemactivity/itemactivity/internal/store/statement"
	"github.com/itemactivity/itemactivity/models"
)

// totalOf identifies the count of a list among the loads of a batch.
type totalOf struct{ list string }

// count returns the number of rows in the list of an object, or nil if it exceeds
// models.MaxTotalCount. It counts the lists of the whole batch.
func count[P comparable, R Positioned, T comparable](ctx context.Context, l List[P, R, T], parent P) (*int, error) {
	v, err := Begin(ctx)
	if err != nil {
		return nil, err
	}
	all, counts := LoadFor[map[string]*int](v.Batches, parent, totalOf{l.Name})
	defer counts.Unlock()
	if !counts.Done {
		counts.Set(l.counts(v, l.unique(all)))
	}
	return counts.Value[l.NameOf(parent)], counts.Err
}

func (l List[P, R, T]) counts(v Tx, parents []P) (map[string]*int, error) {
	found, err := l.CountEach(v, parents)
	counts := make(map[string]*int, len(parents))
	for i, n := range found {
		if n <= models.MaxTotalCount {
			counts[l.NameOf(parents[i])] = &n
		}
	}
	return counts, err
}

// CountEach returns the number of rows in the list of each parent, but at most one more than
// models.MaxTotalCount.
func (l List[P, R, T]) CountEach(v Tx, parents []P) ([]int, error) {
	counts := make([]int, len(parents))
	if l.RowNumbers != nil {
		// This reads no rows.
		numbers, err := l.RowNumbers(v, parents, PageRange{Limit: models.MaxTotalCount})
		for i, nums := range numbers {
			counts[i] = len(nums)
		}
		return counts, err
	}
	if err := l.countStored(v, parents, counts); err != nil {
		return nil, err
	}
	return counts, l.countLacking(v, parents, counts)
}

// countStored sets the count of each parent to the number of stored rows.
func (l List[P, R, T]) countStored(v Tx, parents []P, counts []int) error {
	sent, parent, err := l.eachParent(v, parents)
	if err != nil {
		return err
	}
	listed := statement.NewText().Add("SELECT 1")
	l.addIndexed(listed, v, parent, PageRange{})
	listed.Add(" LIMIT ?", models.MaxTotalCount+1)
	query, values := statement.NewText().Add("SELECT parent.key AS parent_key, (SELECT count(*) FROM (?) AS listed) AS n", listed.Expression()).
		Add(" FROM json_each(?) AS parent", sent).Statement()
	type count struct{ ParentKey, N int }
	found, err := statement.Find[count](v.DB, query, values...)
	for _, f := range found {
		counts[f.ParentKey] = f.N
	}
	return err
}
