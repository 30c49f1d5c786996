package read

import (
	"encoding/json"
	"fmt"
	"strconv"

	"gorm.io/gorm"
	"gorm.io/gorm/clause"
)

// List declares a list of type T that objects of type P have, such as the children of an item. R
// is the type of its rows. The pages of many parents are read by one statement.
type List[P comparable, R Positioned, T comparable] struct {
	// Name is the name of the list, which its cursors contain. It is different from those of all
	// other lists. It may contain a verb of fmt for the result of Owner.
	Name  string
	Owner func(P) any
	// Table contains the rows. Joins are further tables for the condition or the group column.
	Table Table
	Joins string
	// Index is set if Of, Ticks and Num name only columns of one of the joined tables, which then finds
	// and counts rows without reading them from Table.
	Index *Index
	// Parent returns the values of a parent in the condition. They must be numbers, strings,
	// booleans or nil, because they may be sent as JSON.
	Parent func(Tx, P) []any
	// Of returns the condition that a row is in the list of a parent with these values.
	Of func(v Tx, parent []any) clause.Expr
	// Ticks and Num are the columns that order the list. Ticks is empty if the list is ordered
	// by number only. Key is the table's primary key if Num is not; both have the same value.
	Ticks, Num, Key string
	// LatestFirst reverses the order.
	LatestFirst bool
	// Recorded means that the list is in the order of recording, and Num is a seq. Its
	// cursors contain the epoch.
	Recorded bool
	// Columns are further columns of the rows, from tables that the JOIN of Lookup adds. Lookup
	// limits them to what the caller may see. It may be nil.
	Columns string
	Lookup  func(Tx) clause.Expr
	// RowNumbers is set if the table has no index for the list. It returns the numbers of the
	// rows of a page for each parent, at most one more than the limit.
	RowNumbers func(v Tx, parents []P, c PageRange) ([][]int64, error)
	// Lacking is set if the list is read from a projection. It calls use with each row that the list
	// of a parent contains and the projection lacks, and that the caller may see. It finds the rows of
	// all parents at once. The int is the index of the parent.
	Lacking func(v Tx, parents []P, use func(int, Position, *R)) error
	// Nodes returns the objects of rows. It is called once for the rows of all parents.
	Nodes func(Tx, []R) ([]T, error)
}

// Where returns a function for List.Of with a condition that has only the values of the parent.
func Where(condition string) func(Tx, []any) clause.Expr {
	return func(_ Tx, parent []any) clause.Expr { return clause.Expr{SQL: condition, Vars: parent} }
}

// Table is a table, and its column with the number of the group that a row belongs to.
type Table struct{ Name, Group string }

// Positioned is a row that returns its position in a list.
type Positioned interface{ Position() Position }

// NameOf returns the name of the list of a parent.
func (l List[P, R, T]) NameOf(p P) string {
	if l.Owner == nil {
		return l.Name
	}
	return fmt.Sprintf(l.Name, l.Owner(p))
}

func (l List[P, R, T]) parentOf(v Tx, p P) []any {
	if l.Parent == nil {
		return nil
	}
	return l.Parent(v, p)
}

// rows selects all rows of the list of a parent that the caller may see, in any order.
func (l List[P, R, T]) rows(v Tx, parent []any) *gorm.DB {
	q := v.DB.Table(l.Table.Name).Scopes(v.Within(l.Table.Group))
	if l.Joins != "" {
		q = q.Joins(l.Joins)
	}
	if l.Of != nil {
		q = q.Where(l.Of(v, parent))
	}
	return q
}

// eachParent returns the values of parents as JSON for json_each, and the SQL expressions for these
// values in the condition. With them, one statement reads the lists of any number of parents.
func (l List[P, R, T]) eachParent(v Tx, parents []P) (sent string, parent []any, err error) {
	known := make([][]any, len(parents))
	for i, p := range parents {
		known[i] = l.parentOf(v, p)
	}
	for i := range known[0] {
		parent = append(parent, clause.Expr{SQL: "parent.value->>" + strconv.Itoa(i)})
	}
	b, err := json.Marshal(known)
	return string(b), parent, err
}

// ordered orders a query as the list, or in the opposite order.
func (l List[P, R, T]) ordered(q *gorm.DB, fromEnd bool) *gorm.DB {
	direction := ""
	if fromEnd != l.LatestFirst {
		direction = " DESC"
	}
	if l.Ticks != "" {
		q = q.Order(l.Ticks + direction)
	}
	return q.Order(l.Num + direction)
}

// beyond limits a query to the rows after a bound, or before it.
func (l List[P, R, T]) beyond(q *gorm.DB, b Bound, towardsStart bool) *gorm.DB {
	compare := " > "
	if towardsStart != l.LatestFirst {
		compare = " < "
	}
	switch {
	case l.Ticks == "":
		return q.Where(l.Num+compare+"?", b.Num)
	case b.side == sameTime:
		return q.Where(l.Ticks+" = ? AND "+l.Num+compare+"?", b.Ticks, b.Num)
	case b.side == otherTimes:
		return q.Where(l.Ticks+compare+"?", b.Ticks)
	}
	return q.Where("("+l.Ticks+", "+l.Num+")"+compare+"(?, ?)", b.Ticks, b.Num)
}

// unique returns one parent for each different name of a list.
func (l List[P, R, T]) unique(parents []P) []P {
	known := make(map[string]bool, len(parents))
	var unique []P
	for _, p := range parents {
		if name := l.NameOf(p); !known[name] {
			known[name] = true
			unique = append(unique, p)
		}
	}
	return unique
}
