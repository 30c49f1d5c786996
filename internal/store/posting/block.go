// Package posting contains the posting lists: the item activities of an item or a group, in
// the order of their recording.
package posting

import "github.com/itemactivity/itemactivity/internal/store/codec"

// BlockSize is the number of activities in a block. Only the last block of a list may have
// fewer. Readers rely on this, so another size needs a migration. It limits what a commit
// writes for each list.
const BlockSize = 128

// Block is a row of activity_postings. It is a part of a posting list.
type Block struct {
	GroupNum int64 `gorm:"primaryKey"`
	ItemNum  int64 `gorm:"primaryKey"`
	FirstSeq int64 `gorm:"primaryKey"`
	Gaps     []byte
}

// TableName implements gorm's Tabler.
func (Block) TableName() string { return "activity_postings" }

// List returns the list of the block.
func (b Block) List() List { return List{b.GroupNum, b.ItemNum} }

// Seqs returns the numbers of the activities in the block, in ascending order.
func (b Block) Seqs() ([]int64, error) {
	return codec.DecodeGaps(b.FirstSeq, b.Gaps, BlockSize)
}
