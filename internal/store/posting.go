package store

import (
	"cmp"
	"context"
	"slices"

	"gorm.io/gorm"

	"github.com/itemactivity/itemactivity/internal/store/bulkinsert"
	"github.com/itemactivity/itemactivity/internal/store/codec"
)

// postingsInBlock is how many activities one row of a posting list has. Only the
// last block of a list may have fewer; who reads relies on that, so another number
// takes a migration. It bounds what a commit writes anew for each list.
const postingsInBlock = 128

// postingList says whose activities a list has, in the order of their recording:
// an item's, or those of a whole group, where item is 0.
type postingList struct{ group, item int64 }

func (l postingList) compare(other postingList) int {
	return cmp.Or(cmp.Compare(l.group, other.group), cmp.Compare(l.item, other.item))
}

// posting is one activity in one list.
type posting struct {
	postingList
	seq int64
}

type activityPostingsRow struct {
	GroupNum int64 `gorm:"primaryKey"`
	ItemNum  int64 `gorm:"primaryKey"`
	FirstSeq int64 `gorm:"primaryKey"`
	Gaps     []byte
}

func (activityPostingsRow) TableName() string { return "activity_postings" }

func (r activityPostingsRow) list() postingList { return postingList{r.GroupNum, r.ItemNum} }

func (r activityPostingsRow) seqs() ([]int64, error) {
	return codec.DecodeGaps(r.FirstSeq, r.Gaps, postingsInBlock)
}

// flushPostings adds the activities to their lists, and returns the last blocks as
// they are once that is committed.
func (r *rollup) flushPostings(ctx context.Context, tx gorm.ConnPool, cache *postingCache) (postingTails, error) {
	slices.SortFunc(r.postings, func(a, b posting) int {
		return cmp.Or(a.compare(b.postingList), cmp.Compare(a.seq, b.seq))
	})
	tails, err := r.postingTails(ctx, tx, cache)
	if err != nil {
		return nil, err
	}
	var rows []activityPostingsRow
	for added := r.postings; len(added) > 0; {
		list, n := added[0].postingList, 1
		for n < len(added) && added[n].postingList == list {
			n++
		}
		// What is in the cache stays as it is until the commit.
		seqs := slices.Grow(slices.Clone(tails[list]), n)
		for _, p := range added[:n] {
			seqs = append(seqs, p.seq)
		}
		for block := range slices.Chunk(seqs, postingsInBlock) {
			rows = append(rows, activityPostingsRow{list.group, list.item, block[0], codec.EncodeGaps(block)})
			tails[list] = slices.Clone(block)
		}
		added = added[n:]
	}
	return tails, putPostings.Run(ctx, tx, rows)
}

var putPostings = bulkinsert.New("activity_postings (group_num, item_num, first_seq, gaps)",
	"ON CONFLICT DO UPDATE SET gaps = excluded.gaps",
	func(r activityPostingsRow) []any { return []any{r.GroupNum, r.ItemNum, r.FirstSeq, r.Gaps} })
