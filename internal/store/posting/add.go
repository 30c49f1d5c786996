package posting

import (
	"cmp"
	"slices"

	"gorm.io/gorm"

	"github.com/itemactivity/itemactivity/internal/store/codec"
	"github.com/itemactivity/itemactivity/internal/store/statement"
)

// Add sorts the entries and adds them to their lists. It returns the last blocks of these
// lists, for the cache after the commit.
func Add(tx *gorm.DB, entries []Entry, cache *Cache) (Tails, error) {
	slices.SortFunc(entries, func(a, b Entry) int {
		return cmp.Or(a.compare(b.List), cmp.Compare(a.Seq, b.Seq))
	})
	tails, err := readTails(tx, entries, cache)
	if err != nil {
		return nil, err
	}
	var rows []Block
	for added := entries; len(added) > 0; {
		list, n := added[0].List, 1
		for n < len(added) && added[n].List == list {
			n++
		}
		// Clone the block, because the cache must not change before the commit.
		seqs := slices.Grow(slices.Clone(tails[list]), n)
		for _, p := range added[:n] {
			seqs = append(seqs, p.Seq)
		}
		for block := range slices.Chunk(seqs, BlockSize) {
			rows = append(rows, Block{list.Group, list.Item, block[0], codec.EncodeGaps(block)})
			tails[list] = slices.Clone(block)
		}
		added = added[n:]
	}
	return tails, putBlocks.Run(tx, rows)
}

var putBlocks = statement.NewInsert("activity_postings (group_num, item_num, first_seq, gaps)",
	"ON CONFLICT DO UPDATE SET gaps = excluded.gaps",
	func(values []any, b Block) []any { return append(values, b.GroupNum, b.ItemNum, b.FirstSeq, b.Gaps) })
