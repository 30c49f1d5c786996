package read

import (
	"slices"

	"gorm.io/gorm"
	"gorm.io/gorm/clause"
)

// Index is a table that contains the order of a list.
type Index struct {
	// Name is the name of the table.
	Name string
	// Owners is the table of the objects to which lists belong, with a column num.
	Owners Table
	// Owner is the index of the number of a list's owner among the values of a parent.
	Owner int
}

// indexed selects the rows of the list of a parent that the caller may see, in any order, without their
// columns in Table. It checks once for the owner of the list, and not for each row, whether the caller may
// see the group.
func (l List[P, R, T]) indexed(v Tx, parent []any) *gorm.DB {
	if l.Index == nil {
		return l.rows(v, parent)
	}
	if !v.EveryGroup {
		parent = slices.Clone(parent)
		parent[l.Index.Owner] = l.Index.visible(v, parent[l.Index.Owner])
	}
	return v.DB.Table(l.Index.Name).Where(l.Of(v, parent))
}

// visible returns an expression for the number of an owner, which is NULL if the caller may not see it.
func (x *Index) visible(v Tx, owner any) clause.Expr {
	condition, vars := v.Visible(x.Owners.Group)
	return clause.Expr{
		SQL:  "(SELECT num FROM " + x.Owners.Name + " WHERE " + x.Owners.Name + ".num = ? AND " + condition + ")",
		Vars: append([]any{owner}, vars...),
	}
}
