package store

import (
	"errors"
	"slices"
	"strconv"

	"gorm.io/gorm"
	"gorm.io/gorm/clause"

	"github.com/itemactivity/itemactivity/internal/store/codec"
)

// postingPlaces finds the places of pages in posting lists, for a list in the
// order of the recording or in the opposite one.
func postingPlaces(latestFirst bool) func(view, []scope, cut) ([][]int64, error) {
	return func(v view, scopes []scope, c cut) (places [][]int64, err error) {
		descending := c.fromEnd != latestFirst
		narrowed := make([]scope, len(scopes))
		for i, s := range scopes {
			narrowed[i] = s.cut(c, latestFirst)
		}
		rows, err := postingBlocks(v, narrowed, c.limit+1, descending).Rows()
		if err != nil {
			return nil, err
		}
		defer func() { err = errors.Join(err, rows.Close()) }()
		places = make([][]int64, len(scopes))
		for rows.Next() {
			var i int
			var block activityPostingsRow
			if err := rows.Scan(&i, &block.FirstSeq, &block.Gaps); err != nil {
				return nil, err
			}
			seqs, err := block.seqs()
			if err != nil {
				return nil, err
			}
			for _, seq := range seqs {
				if seq >= narrowed[i].from && seq < narrowed[i].before {
					places[i] = append(places[i], seq)
				}
			}
		}
		for i := range places {
			slices.Sort(places[i])
			if descending {
				slices.Reverse(places[i])
			}
			places[i] = places[i][:min(len(places[i]), c.limit+1)]
		}
		return places, rows.Err()
	}
}

// cut narrows a scope in the order of the recording to what lies between the
// places of a cut.
func (s scope) cut(c cut, latestFirst bool) scope {
	earlier, later := c.after, c.before
	if latestFirst {
		earlier, later = later, earlier
	}
	if earlier.named {
		s.from = max(s.from, earlier.num+1)
	}
	if later.named {
		s.before = min(s.before, later.num)
	}
	return s
}

// postingBlocks selects the blocks that have the first places of each scope, or
// the last ones: one that the scope may begin within, and then full ones. Where
// there are several scopes, each has a subquery that stops there.
func postingBlocks(v view, scopes []scope, places int, descending bool) *gorm.DB {
	order := "first_seq"
	if descending {
		order += " DESC"
	}
	most := 1 + (places+postingsInBlock-1)/postingsInBlock
	first := func(group, item, from, before any) *gorm.DB {
		const ofList = "group_num = ? AND item_num = ? AND first_seq "
		return v.db.Table("activity_postings").Where(ofList+"< ?", group, item, before).
			Where("first_seq >= coalesce((SELECT max(first_seq) FROM activity_postings WHERE "+ofList+"<= ?), 0)", group, item, from).
			Order(order).Limit(most)
	}
	if len(scopes) == 1 {
		s := scopes[0]
		return first(s.group, s.item, s.from, s.before).Scopes(v.within("activity_postings.group_num")).
			Select("0, first_seq, gaps")
	}
	sent := make([][4]int64, len(scopes))
	for i, s := range scopes {
		sent[i] = [4]int64{s.group, s.item, s.from, s.before}
	}
	known := func(i int) clause.Expr { return clause.Expr{SQL: "parent.value->>" + strconv.Itoa(i)} }
	return v.db.Table("json_each(?) AS parent", codec.JSONNumbers(sent)).
		Joins("CROSS JOIN activity_postings AS block ON block.group_num = ? AND block.item_num = ? AND block.first_seq IN (?)",
			known(0), known(1), first(known(0), known(1), known(2), known(3)).Select("first_seq")).
		Scopes(v.within("block.group_num")).
		Select("parent.key, block.first_seq, block.gaps")
}
