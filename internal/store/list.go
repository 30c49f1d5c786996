package store

import (
	"gorm.io/gorm/clause"

	"github.com/itemactivity/itemactivity/internal/store/read"
)

// list is a kind of list that objects have.
type list[P comparable, R read.Positioned, T comparable] = read.List[readTx, P, R, T]

// where is the condition of a list that has nothing but its parent in it.
func where(condition string) func(readTx, []any) clause.Expr {
	return func(_ readTx, parent []any) clause.Expr { return clause.Expr{SQL: condition, Vars: parent} }
}
