package read

import (
	"encoding/json"
	"fmt"
	"strconv"

	"gorm.io/gorm/clause"

	"github.com/itemactivity/itemactivity/internal/store/statement"
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

// addRows adds the FROM and WHERE clauses for the rows of the list of a parent in a page range that the
// caller may see.
func (l List[P, R, T]) addRows(t *statement.Text, v Tx, parent []any, c PageRange, joins ...clause.Expr) {
	t.Add(" FROM `").Add(l.Table.Name).Add("`")
	if l.Joins != "" {
		t.Add(" ").Add(l.Joins)
	}
	for _, join := range joins {
		t.Add(" ").Add(join.SQL, join.Vars...)
	}
	if l.Of != nil {
		of := l.Of(v, parent)
		t.Where(of.SQL, of.Vars...)
	}
	l.addBounds(t, c)
	v.AddVisible(t, l.Table.Group)
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

// addOrder orders a query as the list, or in the opposite order if the page is at its end. It limits the
// query to the rows of the page, and one more.
func (l List[P, R, T]) addOrder(t *statement.Text, c PageRange) {
	direction := ""
	if c.FromEnd != l.LatestFirst {
		direction = " DESC"
	}
	t.Add(" ORDER BY ")
	if l.Ticks != "" {
		t.Add(l.Ticks).Add(direction).Add(",")
	}
	t.Add(l.Num).Add(direction).Add(" LIMIT ?", c.Limit+1)
}

// addBounds limits a query to the rows between the bounds of a page range.
func (l List[P, R, T]) addBounds(t *statement.Text, c PageRange) {
	if c.After.Named {
		l.addBound(t, c.After, false)
	}
	if c.Before.Named {
		l.addBound(t, c.Before, true)
	}
}

// addBound limits a query to the rows after a bound, or before it.
func (l List[P, R, T]) addBound(t *statement.Text, b Bound, towardsStart bool) {
	compare := " > "
	if towardsStart != l.LatestFirst {
		compare = " < "
	}
	switch {
	case l.Ticks == "":
		t.Where(l.Num+compare+"?", b.Num)
	case b.side == sameTime:
		t.Where(l.Ticks+" = ? AND "+l.Num+compare+"?", b.Ticks, b.Num)
	case b.side == otherTimes:
		t.Where(l.Ticks+compare+"?", b.Ticks)
	default:
		t.Where("("+l.Ticks+", "+l.Num+")"+compare+"(?, ?)", b.Ticks, b.Num)
	}
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
