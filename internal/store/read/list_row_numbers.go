package read

import (
	"github.com/itemactivity/itemactivity/internal/store/codec"
	"github.com/itemactivity/itemactivity/internal/store/statement"
)

// byRowNumbers selects the rows with the given numbers, which RowNumbers has returned for each
// parent.
func (l List[P, R, T]) byRowNumbers(v Tx, numbers [][]int64) *statement.Text {
	var keyed [][2]int64
	for i, nums := range numbers {
		for _, num := range nums {
			keyed = append(keyed, [2]int64{int64(i), num})
		}
	}
	t := statement.NewText().Add("SELECT placed.value ->> 0 AS parent_key, ").Add(l.Table.Name).
		Add(".* FROM json_each(?) AS placed CROSS JOIN ", codec.JSONNumbers(keyed)).Add(l.Table.Name).
		Add(" ON ").Add(l.Num).Add(" = placed.value ->> 1")
	v.AddVisible(t, l.Table.Group)
	return t
}
