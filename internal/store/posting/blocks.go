package posting

import (
	"strconv"

	"gorm.io/gorm"
	"gorm.io/gorm/clause"

	"github.com/itemactivity/itemactivity/internal/store/codec"
)

// Within returns the condition that the group in a column is one that the caller may see.
type Within func(column string) func(*gorm.DB) *gorm.DB

// Range is the activities of a list from a number on and before another one.
type Range struct {
	List
	From, Before int64
}

// Blocks selects the blocks that have the first places of each range, or
// the last ones: one that the range may begin within, and then full ones. Where
// there are several ranges, each has a subquery that stops there.
func Blocks(db *gorm.DB, within Within, ranges []Range, places int, descending bool) *gorm.DB {
	order := "first_seq"
	if descending {
		order += " DESC"
	}
	most := 1 + (places+InBlock-1)/InBlock
	first := func(group, item, from, before any) *gorm.DB {
		const ofList = "group_num = ? AND item_num = ? AND first_seq "
		return db.Table("activity_postings").Where(ofList+"< ?", group, item, before).
			Where("first_seq >= coalesce((SELECT max(first_seq) FROM activity_postings WHERE "+ofList+"<= ?), 0)", group, item, from).
			Order(order).Limit(most)
	}
	if len(ranges) == 1 {
		s := ranges[0]
		return first(s.Group, s.Item, s.From, s.Before).Scopes(within("activity_postings.group_num")).
			Select("0, first_seq, gaps")
	}
	sent := make([][4]int64, len(ranges))
	for i, s := range ranges {
		sent[i] = [4]int64{s.Group, s.Item, s.From, s.Before}
	}
	known := func(i int) clause.Expr { return clause.Expr{SQL: "parent.value->>" + strconv.Itoa(i)} }
	return db.Table("json_each(?) AS parent", codec.JSONNumbers(sent)).
		Joins("CROSS JOIN activity_postings AS block ON block.group_num = ? AND block.item_num = ? AND block.first_seq IN (?)",
			known(0), known(1), first(known(0), known(1), known(2), known(3)).Select("first_seq")).
		Scopes(within("block.group_num")).
		Select("parent.key, block.first_seq, block.gaps")
}
