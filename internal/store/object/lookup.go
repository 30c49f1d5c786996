package object

import (
	"github.com/itemactivity/itemactivity/internal/store/read"
	"github.com/itemactivity/itemactivity/models"
)

// ByID finds the object under an id; nil where there is none that the caller
// may see.
func ByID[T any](v read.Tx, t Table, id models.ID) (*T, error) {
	return read.Take[T](v.DB.Table(t.Name).Select(t.Name+".*").
		Joins("JOIN ids ON ids.num = "+t.Name+".num").
		Where("ids.id = ? AND ids.kind = ?", id, t.Kind).
		Scopes(v.Within(t.Group)))
}

// ByNum finds an object by its number; nil where the caller may not see it.
func ByNum[T any](v read.Tx, t Table, num int64) (*T, error) {
	return read.Take[T](v.DB.Table(t.Name).Where(t.Name+".num = ?", num).Scopes(v.Within(t.Group)))
}

// Found makes a NOT_FOUND of nothing, naming the argument and what was looked
// for; what one may not see reads like what does not exist.
func Found[T any](row *T, err error) func(argument, what string) (*T, error) {
	return func(argument, what string) (*T, error) {
		if err == nil && row == nil {
			return nil, NotFound(argument, what)
		}
		return row, err
	}
}

// NotFound returns the refusal of an id.
func NotFound(argument, what string) error {
	return models.Errorf(models.NotFound, argument, "There is no %s with this id that you may see.", what)
}
