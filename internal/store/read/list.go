package read

import (
	"encoding/json"
	"fmt"
	"strconv"

	"gorm.io/gorm"
	"gorm.io/gorm/clause"
)

// List is a kind of list that objects have, such as the children of items. It
// is declared once, and read for any number of parents in one statement.
type List[P comparable, R Positioned, T comparable] struct {
	// Name tells the list from all others, for its cursors: a format of Owner.
	Name  string
	Owner func(P) any
	// Table has the rows, and Joins what its group or the condition needs.
	Table Table
	Joins string
	// Parent is what the condition knows of a parent: numbers and texts only,
	// as they also travel as JSON.
	Parent func(Tx, P) []any
	// Of is the condition that a row is in the list of such a parent.
	Of func(v Tx, parent []any) clause.Expr
	// Ticks and Num are the columns that order the list; Ticks is empty for one
	// that is ordered by number alone. Num is the table's primary key, or equals
	// Key, which is.
	Ticks, Num, Key string
	// LatestFirst turns the order round.
	LatestFirst bool
	// Columns and Lookup add to a row what other tables know of it, as far as the
	// caller may see it. Lookup is a JOIN; nil joins nothing.
	Columns string
	Lookup  func(Tx) clause.Expr
	// RowNumbers, where the table has no index for the list, finds the numbers of the
	// rows of a page for each parent, up to one more than its limit.
	RowNumbers func(v Tx, parents []P, c PageRange) ([][]int64, error)
	// Nodes makes the objects of rows, of all parents at once.
	Nodes func(Tx, []R) ([]T, error)
}

// Where is the condition of a list that has nothing but its parent in it.
func Where(condition string) func(Tx, []any) clause.Expr {
	return func(_ Tx, parent []any) clause.Expr { return clause.Expr{SQL: condition, Vars: parent} }
}

// Table is a table, and the column of the number of the group that its rows belong to.
type Table struct{ Name, Group string }

// Positioned is a row that knows its position.
type Positioned interface{ Position() Position }

// NameOf is the name of the list of one parent.
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

// rows is the whole list of a parent, without order or limit, as far as the
// caller may see it.
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

// eachParent gives parents to json_each, and returns how the condition of a
// list names what it knows of each: one statement serves any number of them.
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

// ordered puts rows in the list's order, or in the opposite one.
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

// beyond limits a query to the rows after a position, or before it.
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

// unique returns the parents that have different lists.
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
