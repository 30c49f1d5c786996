package verify

import (
	"errors"
	"math"

	"gorm.io/gorm"

	"github.com/itemactivity/itemactivity/internal/store/posting"
	"github.com/itemactivity/itemactivity/internal/store/projection"
	"github.com/itemactivity/itemactivity/internal/store/statement"
)

// verifyPostings compares the posting lists with the facts.
func (v *verifier) verifyPostings() error {
	items := v.stored(projection.PostingLists, "Item activities of items by recording")
	groups := v.stored(projection.PostingLists, "Item activities of groups by recording")
	groups.recomputed = v.groupPostings
	var before verifiedBlock
	err := statement.PagesAfter(posting.Block{GroupNum: math.MinInt64}, func(after *posting.Block) *gorm.DB {
		return v.db.Where("(group_num, item_num, first_seq) > (?, ?, ?)", after.GroupNum, after.ItemNum, after.FirstSeq).
			Order("group_num, item_num, first_seq")
	}, func(rows []posting.Block) error {
		for _, row := range rows {
			block := verifiedBlock{list: row.List()}
			var err error
			if block.seqs, err = row.Seqs(); err != nil {
				v.found.differ("Item activities by recording, group %d, item %d, from %d on: %v.", row.GroupNum, row.ItemNum, row.FirstSeq, err)
				continue
			}
			// A block that was created after the start may follow one that was read before it was full.
			existed := items.state.Contains(row.FirstSeq, projection.Key{row.GroupNum, row.ItemNum, row.FirstSeq})
			if existed && !block.follows(before) {
				v.found.differ("Item activities by recording, group %d, item %d: the block from %d on does not follow the one before.", row.GroupNum, row.ItemNum, row.FirstSeq)
			}
			before = block
			recorded := items
			if row.ItemNum == 0 {
				recorded = groups
			}
			for _, seq := range block.seqs {
				recorded.add(seq, projection.Key{row.GroupNum, row.ItemNum, seq})
			}
		}
		return errors.Join(items.checkLater(), groups.checkLater())
	})
	if err != nil {
		return err
	}
	items.compare()
	groups.compare()
	return nil
}

// verifiedBlock is a block of a posting list.
type verifiedBlock struct {
	list posting.List
	seqs []int64
}

// follows reports whether the block is the first of its list or may follow the block
// before. That block must be full. It may have been read earlier, but not before this block
// was created.
func (b verifiedBlock) follows(before verifiedBlock) bool {
	return b.list != before.list ||
		len(before.seqs) == posting.BlockSize && b.seqs[0] > before.seqs[len(before.seqs)-1]
}
