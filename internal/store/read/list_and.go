package read

import (
	"slices"

	"gorm.io/gorm/clause"
)

// And returns the list of those rows of l for which a condition is true. name distinguishes the
// name of the list from that of l. It contains no verb of fmt.
func (l List[P, R, T]) And(name, condition string, values ...any) List[P, R, T] {
	of := l.Of
	l.Name += " " + name
	l.Of = func(v Tx, parent []any) clause.Expr {
		all := of(v, parent)
		return clause.Expr{SQL: all.SQL + " AND " + condition, Vars: slices.Concat(all.Vars, values)}
	}
	return l
}
