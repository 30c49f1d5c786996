package itemactivity

import (
	"slices"

	"github.com/itemactivity/itemactivity/internal/store/activitylog"
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
		blocks := posting.Blocks(v.AddVisible, narrowed, c.Limit+1, descending)
		seqs, err := posting.Seqs(v.DB, blocks, narrowed, c.Limit+1, descending)
		if err != nil {
			return nil, err
		}
		for i, r := range narrowed {
			if seqs[i], err = addPosted(v, r, seqs[i], c.Limit+1, descending); err != nil {
				return nil, err
			}
		}
		return seqs, nil
	}
}

// addPosted adds the activities that a posting list lacks to those that were read from it, at most
// the given number. All of them follow those that the list contains.
func addPosted(v read.Tx, r posting.Range, seqs []int64, most int, descending bool) ([]int64, error) {
	entries, err := v.Projections.Posted(v.DB, r.Group, r.Item)
	var added []int64
	err = v.EachVisible(entries, err, func(e *activitylog.Entry) {
		if e.Seq >= r.From && e.Seq < r.Before {
			added = append(added, e.Seq)
		}
	})
	if err != nil {
		return nil, err
	}
	if descending {
		seqs = append(added, seqs...)
	} else {
		slices.Reverse(added)
		seqs = append(seqs, added...)
	}
	return seqs[:min(len(seqs), most)], nil
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
