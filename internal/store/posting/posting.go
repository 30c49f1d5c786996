// Package posting has the posting lists: the item activities of an item or a group in the
// order of their recording.
package posting

import (
	"cmp"
	"context"
	"slices"

	"gorm.io/gorm"

	"github.com/itemactivity/itemactivity/internal/store/bulkinsert"
	"github.com/itemactivity/itemactivity/internal/store/codec"
)

// InBlock is how many activities one row of a posting list has. Only the
// last block of a list may have fewer; who reads relies on that, so another number
// takes a migration. It bounds what a commit writes anew for each list.
const InBlock = 128

// List says whose activities a list has, in the order of their recording:
// an item's, or those of a whole group, where item is 0.
type List struct{ Group, Item int64 }

func (l List) compare(other List) int {
	return cmp.Or(cmp.Compare(l.Group, other.Group), cmp.Compare(l.Item, other.Item))
}

// Posting is one activity in one list.
type Posting struct {
	List
	Seq int64
}

// Row is a block of a posting list.
type Row struct {
	GroupNum int64 `gorm:"primaryKey"`
	ItemNum  int64 `gorm:"primaryKey"`
	FirstSeq int64 `gorm:"primaryKey"`
	Gaps     []byte
}

// TableName is gorm's.
func (Row) TableName() string { return "activity_postings" }

// List is the list that has the block.
func (r Row) List() List { return List{r.GroupNum, r.ItemNum} }

// Seqs are the numbers of the activities of the block.
func (r Row) Seqs() ([]int64, error) {
	return codec.DecodeGaps(r.FirstSeq, r.Gaps, InBlock)
}

// Add adds the activities to their lists, and returns the last blocks as
// they are once that is committed.
func Add(ctx context.Context, tx gorm.ConnPool, postings []Posting, cache *Cache) (Tails, error) {
	slices.SortFunc(postings, func(a, b Posting) int {
		return cmp.Or(a.compare(b.List), cmp.Compare(a.Seq, b.Seq))
	})
	tails, err := readTails(ctx, tx, postings, cache)
	if err != nil {
		return nil, err
	}
	var rows []Row
	for added := postings; len(added) > 0; {
		list, n := added[0].List, 1
		for n < len(added) && added[n].List == list {
			n++
		}
		// What is in the cache stays as it is until the commit.
		seqs := slices.Grow(slices.Clone(tails[list]), n)
		for _, p := range added[:n] {
			seqs = append(seqs, p.Seq)
		}
		for block := range slices.Chunk(seqs, InBlock) {
			rows = append(rows, Row{list.Group, list.Item, block[0], codec.EncodeGaps(block)})
			tails[list] = slices.Clone(block)
		}
		added = added[n:]
	}
	return tails, putPostings.Run(ctx, tx, rows)
}

var putPostings = bulkinsert.New("activity_postings (group_num, item_num, first_seq, gaps)",
	"ON CONFLICT DO UPDATE SET gaps = excluded.gaps",
	func(r Row) []any { return []any{r.GroupNum, r.ItemNum, r.FirstSeq, r.Gaps} })
