package object

import (
	"github.com/itemactivity/itemactivity/internal/store/read"
	"github.com/itemactivity/itemactivity/internal/store/statement"
	"github.com/itemactivity/itemactivity/models"
)

// ByID returns the object with an id, or nil if there is none that the caller may see.
func ByID[T any](v read.Tx, t Table, id models.ID) (*T, error) {
	q := statement.NewText().Add("SELECT ").Add(t.Name).Add(".* FROM `").Add(t.Name).
		Add("` JOIN ids ON ids.num = ").Add(t.Name).Add(".num").
		Where("ids.id = ? AND ids.kind = ?", id, t.Kind)
	return first[T](v, t, q)
}

// ByNum returns the object with a number, or nil if there is none that the caller may see.
func ByNum[T any](v read.Tx, t Table, num int64) (*T, error) {
	q := statement.NewText().Add("SELECT * FROM `").Add(t.Name).Add("`").Where(t.Name+".num = ?", num)
	return first[T](v, t, q)
}

// first returns the first row of a query that the caller may see, or nil if there is none.
func first[T any](v read.Tx, t Table, q *statement.Text) (*T, error) {
	v.AddVisible(q, t.Group)
	query, values := q.Add(" LIMIT ?", 1).Statement()
	return statement.First[T](v.DB, query, values...)
}

// Found wraps a lookup so that it returns NOT_FOUND instead of nil. The error does not disclose
// whether the object does not exist or the caller may not see it.
func Found[T any](row *T, err error) func(argument, what string) (*T, error) {
	return func(argument, what string) (*T, error) {
		if err == nil && row == nil {
			return nil, NotFound(argument, what)
		}
		return row, err
	}
}

// NotFound returns NOT_FOUND for an id. The argument what is the name of the kind of object.
func NotFound(argument, what string) error {
	return models.Errorf(models.NotFound, argument, "There is no %s with this id that you may see.", what)
}
