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

// AddVisible limits a statement to the groups that are visible to the caller. column is the column with
// the number of the group.
type AddVisible func(to *statement.Text, column string)

// Blocks selects the blocks that contain the first activities of each range, or the last
// ones if descending. It selects enough blocks for the given number of activities, and the
// block in which the range begins. If there are several ranges, a subquery with this limit
// is run for each.
func Blocks(visible AddVisible, ranges []Range, activities int, descending bool) *statement.Text {
	order := "first_seq"
	if descending {
		order += " DESC"
	}
	most := 1 + (activities+BlockSize-1)/BlockSize
	first := func(columns string, group, item, from, before any) *statement.Text {
		const ofList = "group_num = ? AND item_num = ? AND first_seq "
		return statement.NewText().Add("SELECT ").Add(columns).Add(" FROM `activity_postings`").
			Where(ofList+"< ?", group, item, before).
			Where("first_seq >= coalesce((SELECT max(first_seq) FROM activity_postings WHERE "+ofList+"<= ?), 0)", group, item, from)
	}
	if len(ranges) == 1 {
		r := ranges[0]
		t := first("0, first_seq, gaps", r.Group, r.Item, r.From, r.Before)
		visible(t, "activity_postings.group_num")
		return t.Add(" ORDER BY "+order+" LIMIT ?", most)
	}
	sent := make([][4]int64, len(ranges))
	for i, r := range ranges {
		sent[i] = [4]int64{r.Group, r.Item, r.From, r.Before}
	}
	known := func(i int) clause.Expr { return clause.Expr{SQL: "parent.value->>" + strconv.Itoa(i)} }
	t := statement.NewText().Add("SELECT parent.key, block.first_seq, block.gaps FROM json_each(?) AS parent", codec.JSONNumbers(sent)).
		Add(" CROSS JOIN activity_postings AS block ON block.group_num = ? AND block.item_num = ? AND block.first_seq IN (?)",
			known(0), known(1), first("first_seq", known(0), known(1), known(2), known(3)).Add(" ORDER BY "+order+" LIMIT ?", most).Expression())
	visible(t, "block.group_num")
	return t
}

// Seqs returns the numbers of the activities of each range, at most the given number, in
// ascending or descending order. It reads them from the rows of a statement of Blocks.
func Seqs(db *gorm.DB, blocks *statement.Text, ranges []Range, most int, descending bool) ([][]int64, error) {
	seqsOf := make([][]int64, len(ranges))
	query, values := blocks.Statement()
	err := statement.Query(db, func(rows *sql.Rows) error {
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
	}, query, values...)
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
