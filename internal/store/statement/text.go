package statement

import (
	"reflect"
	"strings"

	"gorm.io/gorm/clause"
)

// Text is the text of a SELECT statement with the values of its placeholders. Its methods append to
// it. gorm takes longer to compose a statement than SQLite to run a short one.
type Text struct {
	sql    []byte
	values []any
	// where is set after the first condition.
	where bool
}

// NewText returns an empty text.
func NewText() *Text { return &Text{sql: make([]byte, 0, 512), values: make([]any, 0, 8)} }

// Add appends text with a placeholder for each value. A value that is an expression or a list, as in
// gorm, replaces its placeholder.
func (t *Text) Add(text string, values ...any) *Text {
	done := 0
	for i, v := range values {
		if expression, ok := expressionOf(v); ok {
			at := placeholder(text, i-done)
			t.sql = append(t.sql, text[:at]...)
			t.values = append(t.values, values[done:i]...)
			t.Add(expression.SQL, expression.Vars...)
			text, done = text[at+1:], i+1
		}
	}
	t.sql = append(t.sql, text...)
	t.values = append(t.values, values[done:]...)
	return t
}

// expressionOf returns the expression for a value that is more than one value.
func expressionOf(value any) (clause.Expr, bool) {
	switch v := value.(type) {
	case clause.Expr:
		return v, true
	case nil, int, int64, string, bool, []byte:
		return clause.Expr{}, false
	}
	list := reflect.ValueOf(value)
	if list.Kind() != reflect.Slice {
		return clause.Expr{}, false
	}
	values := make([]any, list.Len())
	for i := range values {
		values[i] = list.Index(i).Interface()
	}
	return clause.Expr{SQL: "(" + strings.TrimSuffix(strings.Repeat("?,", len(values)), ",") + ")", Vars: values}, true
}

// placeholder returns the index of the placeholder with a number, from 0 on.
func placeholder(text string, number int) (at int) {
	for at = strings.IndexByte(text, '?'); number > 0; number-- {
		at += 1 + strings.IndexByte(text[at+1:], '?')
	}
	return at
}

// Where appends a condition. All conditions must be true.
func (t *Text) Where(condition string, values ...any) *Text {
	if t.where {
		t.Add(" AND ")
	} else {
		t.Add(" WHERE ")
		t.where = true
	}
	if strings.Contains(condition, " OR ") {
		return t.Add("(").Add(condition, values...).Add(")")
	}
	return t.Add(condition, values...)
}

// Expression returns the text as an expression, for a subquery.
func (t *Text) Expression() clause.Expr { return clause.Expr{SQL: string(t.sql), Vars: t.values} }

// Statement returns the text and the values of its placeholders.
func (t *Text) Statement() (statement string, values []any) { return string(t.sql), t.values }
