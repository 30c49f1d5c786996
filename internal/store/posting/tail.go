package posting

import (
	"math"
	"unsafe"

	"gorm.io/gorm"

	"github.com/itemactivity/itemactivity/internal/lru"
	"github.com/itemactivity/itemactivity/internal/store/codec"
)

// Tails contains the numbers of the activities in the last block of each list.
type Tails map[List][]int64

// Cache contains the last blocks of lists as they are stored. Activities are added only at
// the end of a list, so Add reads nothing of a list that is in the cache.
type Cache struct {
	tails *lru.Cache[List, []int64]
}

// cacheBytes is the largest size of a Cache in bytes. A block takes at most 1 KB.
const cacheBytes = 2 << 20

// NewCache returns an empty cache.
func NewCache() *Cache {
	return &Cache{lru.New(math.MaxInt, cacheBytes, func(list List, tail []int64) int {
		return lru.EntryBytes + int(unsafe.Sizeof(list)+unsafe.Sizeof(tail)) + cap(tail)*int(unsafe.Sizeof(list.Item))
	})}
}

// Remember adds the last blocks of lists. It is called after they are committed.
func (c *Cache) Remember(tails Tails) {
	for list, tail := range tails {
		c.tails.Add(list, tail)
	}
}

// readTails returns the last block of each list to which entries are added, if it has one.
// The entries must be sorted.
func readTails(tx *gorm.DB, entries []Entry, cache *Cache) (Tails, error) {
	tails := make(Tails)
	var unknown [][2]int64
	for i, p := range entries {
		if i > 0 && entries[i-1].List == p.List {
			continue
		}
		tail, ok := cache.tails.Get(p.List)
		if !ok {
			unknown = append(unknown, [2]int64{p.Group, p.Item})
			continue
		}
		tails[p.List] = tail
	}
	return tails, tails.read(tx, unknown)
}

// read reads the last blocks of lists with one statement.
func (t Tails) read(tx *gorm.DB, lists [][2]int64) (err error) {
	if len(lists) == 0 {
		return nil
	}
	query := tx.Raw(`SELECT block.group_num, block.item_num, block.first_seq, block.gaps
		FROM json_each(?) AS wanted CROSS JOIN activity_postings AS block
		ON block.group_num = wanted.value ->> 0 AND block.item_num = wanted.value ->> 1
			AND block.first_seq = (SELECT max(first_seq) FROM activity_postings
				WHERE group_num = wanted.value ->> 0 AND item_num = wanted.value ->> 1)`, codec.JSONNumbers(lists))
	var blocks []Block
	if err := query.Find(&blocks).Error; err != nil {
		return err
	}
	for _, block := range blocks {
		if t[block.List()], err = block.Seqs(); err != nil {
			return err
		}
	}
	return nil
}
