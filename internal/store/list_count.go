package store

import (
	"context"

	"github.com/itemactivity/itemactivity/models"
)

// totalOf tells a count from what else is loaded for a batch.
type totalOf struct{ list string }

// count counts the list of an object, and those of its batch, each up to the
// limit beyond which nobody is told; then it is nil.
func count[P comparable, R positioned, T comparable](ctx context.Context, s *Store, l list[P, R, T], parent P) (*int, error) {
	v, err := s.read(ctx)
	if err != nil {
		return nil, err
	}
	all, counts := loadFor[map[string]*int](v, parent, totalOf{l.name})
	defer counts.Unlock()
	if !counts.done {
		counts.set(l.counts(v, l.unique(all)))
	}
	return counts.value[l.nameOf(parent)], counts.err
}

func (l list[P, R, T]) counts(v readTx, parents []P) (map[string]*int, error) {
	found, err := l.countEach(v, parents)
	counts := make(map[string]*int, len(parents))
	for i, n := range found {
		if n <= models.MaxTotalCount {
			counts[l.nameOf(parents[i])] = &n
		}
	}
	return counts, err
}

// countEach counts the list of each parent, up to one beyond the limit.
func (l list[P, R, T]) countEach(v readTx, parents []P) ([]int, error) {
	counts := make([]int, len(parents))
	if l.rowNumbers != nil {
		// No row is read.
		numbers, err := l.rowNumbers(v, parents, pageRange{limit: models.MaxTotalCount})
		for i, nums := range numbers {
			counts[i] = len(nums)
		}
		return counts, err
	}
	sent, parent, err := l.eachParent(v, parents)
	if err != nil {
		return nil, err
	}
	listed := l.rows(v, parent).Select("1").Limit(models.MaxTotalCount + 1)
	var found []struct{ ParentKey, N int }
	err = v.db.Table("json_each(?) AS parent", sent).
		Select("parent.key AS parent_key, (SELECT count(*) FROM (?) AS listed) AS n", listed).Find(&found).Error
	for _, f := range found {
		counts[f.ParentKey] = f.N
	}
	return counts, err
}
