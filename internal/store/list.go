package store

import (
	"encoding/json"
	"fmt"
	"strconv"

	"gorm.io/gorm"
	"gorm.io/gorm/clause"
)

// list is a kind of list that objects have, such as the children of items. It
// is declared once, and read for any number of parents in one statement.
type list[P comparable, R positioned, T comparable] struct {
	// name tells the list from all others, for its cursors: a format of owner.
	name  string
	owner func(P) any
	// table has the rows, and joins what its group or the condition needs.
	table table
	joins string
	// parent is what the condition knows of a parent: numbers and texts only,
	// as they also travel as JSON.
	parent func(readTx, P) []any
	// of is the condition that a row is in the list of such a parent.
	of func(v readTx, parent []any) clause.Expr
	// ticks and num are the columns that order the list; ticks is empty for one
	// that is ordered by number alone. num is the table's primary key, or equals
	// key, which is.
	ticks, num, key string
	// latestFirst turns the order round.
	latestFirst bool
	// columns and lookup add to a row what other tables know of it, as far as the
	// caller may see it. lookup is a JOIN; nil joins nothing.
	columns string
	lookup  func(readTx) clause.Expr
	// rowNumbers, where the table has no index for the list, finds the numbers of the
	// rows of a page for each parent, up to one more than its limit.
	rowNumbers func(v readTx, parents []P, c pageRange) ([][]int64, error)
	// nodes makes the objects of rows, of all parents at once.
	nodes func(readTx, []R) ([]T, error)
}

// positioned is a row that knows its position.
type positioned interface{ position() position }

// where is the condition of a list that has nothing but its parent in it.
func where(condition string) func(readTx, []any) clause.Expr {
	return func(_ readTx, parent []any) clause.Expr { return clause.Expr{SQL: condition, Vars: parent} }
}

// nameOf is the name of the list of one parent.
func (l list[P, R, T]) nameOf(p P) string {
	if l.owner == nil {
		return l.name
	}
	return fmt.Sprintf(l.name, l.owner(p))
}

func (l list[P, R, T]) parentOf(v readTx, p P) []any {
	if l.parent == nil {
		return nil
	}
	return l.parent(v, p)
}

// rows is the whole list of a parent, without order or limit, as far as the
// caller may see it.
func (l list[P, R, T]) rows(v readTx, parent []any) *gorm.DB {
	q := v.db.Table(l.table.name).Scopes(v.within(l.table.group))
	if l.joins != "" {
		q = q.Joins(l.joins)
	}
	if l.of != nil {
		q = q.Where(l.of(v, parent))
	}
	return q
}

// eachParent gives parents to json_each, and returns how the condition of a
// list names what it knows of each: one statement serves any number of them.
func (l list[P, R, T]) eachParent(v readTx, parents []P) (sent string, parent []any, err error) {
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
func (l list[P, R, T]) ordered(q *gorm.DB, fromEnd bool) *gorm.DB {
	direction := ""
	if fromEnd != l.latestFirst {
		direction = " DESC"
	}
	if l.ticks != "" {
		q = q.Order(l.ticks + direction)
	}
	return q.Order(l.num + direction)
}

// beyond limits a query to the rows after a position, or before it.
func (l list[P, R, T]) beyond(q *gorm.DB, b bound, towardsStart bool) *gorm.DB {
	compare := " > "
	if towardsStart != l.latestFirst {
		compare = " < "
	}
	switch {
	case l.ticks == "":
		return q.Where(l.num+compare+"?", b.num)
	case b.side == sameTime:
		return q.Where(l.ticks+" = ? AND "+l.num+compare+"?", b.ticks, b.num)
	case b.side == otherTimes:
		return q.Where(l.ticks+compare+"?", b.ticks)
	}
	return q.Where("("+l.ticks+", "+l.num+")"+compare+"(?, ?)", b.ticks, b.num)
}

// unique returns the parents that have different lists.
func (l list[P, R, T]) unique(parents []P) []P {
	known := make(map[string]bool, len(parents))
	var unique []P
	for _, p := range parents {
		if name := l.nameOf(p); !known[name] {
			known[name] = true
			unique = append(unique, p)
		}
	}
	return unique
}
