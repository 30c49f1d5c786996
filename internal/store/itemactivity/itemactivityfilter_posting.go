package itemactivity

import (
	"github.com/itemactivity/itemactivity/internal/store/posting"
	"github.com/itemactivity/itemactivity/internal/store/read"
)

// postingRowNumbers returns a function for List.RowNumbers that reads posting lists, in the order of
// recording or in the opposite order.
func postingRowNumbers(latestFirst bool) func(read.Tx, []Selection, read.PageRange) ([][]int64, error) {
	return func(v read.Tx, selections []Selection, c read.PageRange) ([][]int64, error) {
		descending := c.FromEnd != latestFirst
		narrowed := make([]posting.Range, len(selections))
		for i, s := range selections {
			s = s.narrow(c, latestFirst)
			narrowed[i] = posting.Range{List: posting.List{Group: s.Group, Item: s.Item}, From: s.From, Before: s.Before}
		}
		rows, err := posting.Blocks(v.DB, v.Within, narrowed, c.Limit+1, descending).Rows()
		if err != nil {
			return nil, err
		}
		return posting.Seqs(v.DB, rows, narrowed, c.Limit+1, descending)
	}
}

// narrow limits a selection in the order of recording to the rows between the bounds of a page
// range.
func (s Selection) narrow(c read.PageRange, latestFirst bool) Selection {
	earlier, later := c.After, c.Before
	if latestFirst {
		earlier, later = later, earlier
	}
	if earlier.Named {
		s.From = max(s.From, earlier.Num+1)
	}
	if later.Named {
		s.Before = min(s.Before, later.Num)
	}
	return s
}
