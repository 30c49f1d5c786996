package store

import (
	"errors"

	"github.com/itemactivity/itemactivity/internal/store/posting"
)

// postingRowNumbers returns a function that finds the numbers of the rows of pages in posting
// lists, in the order of recording or in the opposite order.
func postingRowNumbers(latestFirst bool) func(readTx, []selection, pageRange) ([][]int64, error) {
	return func(v readTx, selections []selection, c pageRange) (numbers [][]int64, err error) {
		descending := c.fromEnd != latestFirst
		narrowed := make([]posting.Range, len(selections))
		for i, s := range selections {
			s = s.narrow(c, latestFirst)
			narrowed[i] = posting.Range{List: posting.List{Group: s.group, Item: s.item}, From: s.from, Before: s.before}
		}
		rows, err := posting.Blocks(v.db, v.within, narrowed, c.limit+1, descending).Rows()
		if err != nil {
			return nil, err
		}
		defer func() { err = errors.Join(err, rows.Close()) }()
		if numbers, err = posting.Seqs(rows, narrowed, c.limit+1, descending); err != nil {
			return nil, err
		}
		return numbers, rows.Err()
	}
}

// narrow limits a selection, in the order of recording, to what lies between the positions
// of a page range.
func (s selection) narrow(c pageRange, latestFirst bool) selection {
	earlier, later := c.after, c.before
	if latestFirst {
		earlier, later = later, earlier
	}
	if earlier.named {
		s.from = max(s.from, earlier.num+1)
	}
	if later.named {
		s.before = min(s.before, later.num)
	}
	return s
}
