package read

import (
	"slices"

	"gorm.io/gorm/clause"

	"github.com/itemactivity/itemactivity/internal/store/statement"
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

// addIndexed does the same as addRows without the columns in Table. It checks once for the owner of the
// list, and not for each row, whether the caller may see the group.
func (l List[P, R, T]) addIndexed(t *statement.Text, v Tx, parent []any, c PageRange) {
	if l.Index == nil {
		l.addRows(t, v, parent, c)
		return
	}
	if !v.EveryGroup {
		parent = slices.Clone(parent)
		parent[l.Index.Owner] = l.Index.visible(v, parent[l.Index.Owner])
	}
	of := l.Of(v, parent)
	t.Add(" FROM `").Add(l.Index.Name).Add("`").Where(of.SQL, of.Vars...)
	l.addBounds(t, c)
}

// visible returns an expression for the number of an owner, which is NULL if the caller may not see it.
func (x *Index) visible(v Tx, owner any) clause.Expr {
	condition, vars := v.Visible(x.Owners.Group)
	return clause.Expr{
		SQL:  "(SELECT num FROM " + x.Owners.Name + " WHERE " + x.Owners.Name + ".num = ? AND " + condition + ")",
		Vars: append([]any{owner}, vars...),
	}
}
