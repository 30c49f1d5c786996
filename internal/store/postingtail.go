package store

import (
	"context"
	"encoding/json"
	"errors"
	"math"
	"unsafe"

	"gorm.io/gorm"

	"github.com/itemactivity/itemactivity/internal/lru"
)

// postingTails are the last blocks of lists.
type postingTails map[postingList][]int64

// postingCache holds the last blocks of lists as they are stored. Activities are
// only ever added at a list's end, so the writer need not read to add more.
type postingCache struct {
	tails *lru.Cache[postingList, []int64]
}

// postingCacheBytes bounds a postingCache. A block is 1 KB at the most.
const postingCacheBytes = 2 << 20

func newPostingCache() *postingCache {
	return &postingCache{lru.New(math.MaxInt, postingCacheBytes, func(list postingList, tail []int64) int {
		return lru.EntryBytes + int(unsafe.Sizeof(list)+unsafe.Sizeof(tail)) + cap(tail)*int(unsafe.Sizeof(list.item))
	})}
}

// remember keeps last blocks that were committed.
func (c *postingCache) remember(tails postingTails) {
	for list, tail := range tails {
		c.tails.Add(list, tail)
	}
}

// postingTails returns the last block of each list that is added to, as far as
// there is one.
func (r *rollup) postingTails(ctx context.Context, tx gorm.ConnPool, cache *postingCache) (postingTails, error) {
	tails := make(postingTails)
	var unknown [][2]int64
	for i, p := range r.postings {
		if i > 0 && r.postings[i-1].postingList == p.postingList {
			continue
		}
		tail, ok := cache.tails.Get(p.postingList)
		if !ok {
			unknown = append(unknown, [2]int64{p.group, p.item})
			continue
		}
		tails[p.postingList] = tail
	}
	return tails, tails.read(ctx, tx, unknown)
}

// read adds the last blocks of lists by one statement.
func (t postingTails) read(ctx context.Context, tx gorm.ConnPool, lists [][2]int64) (err error) {
	if len(lists) == 0 {
		return nil
	}
	text, err := json.Marshal(lists)
	if err != nil {
		return err
	}
	rows, err := tx.QueryContext(ctx, `SELECT block.group_num, block.item_num, block.first_seq, block.gaps
		FROM json_each(?) AS wanted CROSS JOIN activity_postings AS block
		ON block.group_num = wanted.value ->> 0 AND block.item_num = wanted.value ->> 1
			AND block.first_seq = (SELECT max(first_seq) FROM activity_postings
				WHERE group_num = wanted.value ->> 0 AND item_num = wanted.value ->> 1)`, string(text))
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, rows.Close()) }()
	for rows.Next() {
		var r activityPostingsRow
		if err := rows.Scan(&r.GroupNum, &r.ItemNum, &r.FirstSeq, &r.Gaps); err != nil {
			return err
		}
		if t[r.list()], err = r.seqs(); err != nil {
			return err
		}
	}
	return rows.Err()
}
