package read

import (
	"github.com/itemactivity/itemactivity/internal/store/codec"
	"github.com/itemactivity/itemactivity/internal/store/statement"
)

// Relation declares how objects are loaded by a number that other objects refer to. R is the type of
// the rows, and Column contains the number.
type Relation[R, T any] struct {
	Table  Table
	Column string
	Num    func(R) int64
	Nodes  func(Tx, []R) ([]*T, error)
}

// Load returns the objects with the given numbers that the caller may see, as a batch.
func (r Relation[R, T]) Load(v Tx, nums []int64) (map[int64]*T, error) {
	var rows []R
	for rest := nums; len(rest) > 0; {
		some := rest[:min(len(rest), rowsAtOnce)]
		rest = rest[len(some):]
		t := statement.NewText().Add("SELECT * FROM `").Add(r.Table.Name).Add("`").
			Where(r.Column+" IN (SELECT value FROM json_each(?))", codec.JSONNumbers(some))
		v.AddVisible(t, r.Table.Group)
		found, err := readRows(v, t, len(some), func(row R) R { return row })
		if err != nil {
			return nil, err
		}
		rows = append(rows, found...)
	}
	made, err := r.Nodes(v, rows)
	if err != nil {
		return nil, err
	}
	MakeBatch(v.Batches, made)
	loaded := make(map[int64]*T, len(rows))
	for i, row := range rows {
		loaded[r.Num(row)] = made[i]
	}
	return loaded, nil
}

// Related returns the object that a field of p refers to. The function to returns its number. The
// result is nil if the number is 0 or the caller may not see the object.
func Related[P comparable, R, T any](v Tx, field string, r Relation[R, T], p P, to func(P) int64) (*T, error) {
	all, objects := LoadFor[map[int64]*T](v.Batches, p, field)
	defer objects.Unlock()
	if !objects.Done {
		objects.Set(r.Load(v, Numbers(all, to)))
	}
	return objects.Value[to(p)], objects.Err
}

// Numbers returns the numbers that objects refer to, each once and without 0.
func Numbers[P any](all []P, to func(P) int64) []int64 {
	nums := make([]int64, 0, len(all))
	known := make(map[int64]bool, len(all))
	for _, p := range all {
		if num := to(p); num != 0 && !known[num] {
			known[num] = true
			nums = append(nums, num)
		}
	}
	return nums
}

// AsTheyAre returns the rows. It is the function Nodes of tables whose rows are the objects.
func AsTheyAre[T any](_ Tx, rows []T) ([]*T, error) {
	nodes := make([]*T, len(rows))
	for i := range rows {
		nodes[i] = &rows[i]
	}
	return nodes, nil
}
