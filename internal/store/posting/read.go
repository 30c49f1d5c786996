package posting

import (
	"database/sql"
	"slices"
	"strconv"

	"gorm.io/gorm"
	"gorm.io/gorm/clause"

	"github.com/itemactivity/itemactivity/internal/store/codec"
	"github.com/itemactivity/itemactivity/internal/store/statement"
)

// Within returns a gorm scope that limits a statement to the groups that are visible to the
// caller. column is the column with the number of the group.
type Within func(column string) func(*gorm.DB) *gorm.DB

// Blocks selects the blocks that contain the first activities of each range, or the last
// ones if descending. It selects enough blocks for the given number of activities, and the
// block in which the range begins. If there are several ranges, a subquery with this limit
// is run for each.
func Blocks(db *gorm.DB, within Within, ranges []Range, activities int, descending bool) *gorm.DB {
	order := "first_seq"
	if descending {
		order += " DESC"
	}
	most := 1 + (activities+BlockSize-1)/BlockSize
	first := func(group, item, from, before any) *gorm.DB {
		const ofList = "group_num = ? AND item_num = ? AND first_seq "
		return db.Table("activity_postings").Where(ofList+"< ?", group, item, before).
			Where("first_seq >= coalesce((SELECT max(first_seq) FROM activity_postings WHERE "+ofList+"<= ?), 0)", group, item, from).
			Order(order).Limit(most)
	}
	if len(ranges) == 1 {
		r := ranges[0]
		return first(r.Group, r.Item, r.From, r.Before).Scopes(within("activity_postings.group_num")).
			Select("0, first_seq, gaps")
	}
	sent := make([][4]int64, len(ranges))
	for i, r := range ranges {
		sent[i] = [4]int64{r.Group, r.Item, r.From, r.Before}
	}
	known := func(i int) clause.Expr { return clause.Expr{SQL: "parent.value->>" + strconv.Itoa(i)} }
	return db.Table("json_each(?) AS parent", codec.JSONNumbers(sent)).
		Joins("CROSS JOIN activity_postings AS block ON block.group_num = ? AND block.item_num = ? AND block.first_seq IN (?)",
			known(0), known(1), first(known(0), known(1), known(2), known(3)).Select("first_seq")).
		Scopes(within("block.group_num")).
		Select("parent.key, block.first_seq, block.gaps")
}

// Seqs returns the numbers of the activities of each range, at most the given number, in
// ascending or descending order. It reads them from the rows of a statement of Blocks.
func Seqs(blocks *gorm.DB, ranges []Range, most int, descending bool) ([][]int64, error) {
	seqsOf := make([][]int64, len(ranges))
	err := statement.EachRow(blocks, func(rows *sql.Rows) error {
		var i int
		var block Block
		if err := rows.Scan(&i, &block.FirstSeq, &block.Gaps); err != nil {
			return err
		}
		seqs, err := block.Seqs()
		if err != nil {
			return err
		}
		for _, seq := range seqs {
			if seq >= ranges[i].From && seq < ranges[i].Before {
				seqsOf[i] = append(seqsOf[i], seq)
			}
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	for i := range seqsOf {
		slices.Sort(seqsOf[i])
		if descending {
			slices.Reverse(seqsOf[i])
		}
		seqsOf[i] = seqsOf[i][:min(len(seqsOf[i]), most)]
	}
	return seqsOf, nil
}
