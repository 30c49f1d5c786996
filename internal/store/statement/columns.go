package statement

import (
	"reflect"
	"sync"

	"gorm.io/gorm/schema"
)

// columns contains the field of a struct for each column, by the names and tags that gorm uses for
// the struct.
type columns map[string][]int

// columnsOf contains the columns of each type of struct that was read. gorm's own cache takes longer.
var columnsOf sync.Map

// newColumns returns the columns of a type of struct.
func newColumns(row reflect.Type, names schema.Namer) (columns, error) {
	if known, ok := columnsOf.Load(row); ok {
		return known.(columns), nil
	}
	parsed, err := schema.Parse(reflect.New(row).Interface(), new(sync.Map), names)
	if err != nil {
		return nil, err
	}
	c := make(columns, len(parsed.FieldsByDBName))
	for name, f := range parsed.FieldsByDBName {
		c[name] = f.StructField.Index
	}
	columnsOf.Store(row, c)
	return c, nil
}

// destinations returns the destinations for sql.Rows.Scan that set a row. Columns without a field are
// ignored.
func destinations(row reflect.Value, names []string, namer schema.Namer) ([]any, error) {
	if row.Kind() != reflect.Struct {
		return []any{destination(row)}, nil
	}
	known, err := newColumns(row.Type(), namer)
	if err != nil {
		return nil, err
	}
	all := make([]any, len(names))
	for i, name := range names {
		if index, ok := known[name]; ok {
			all[i] = destination(row.FieldByIndex(index))
		} else {
			all[i] = ignored{}
		}
	}
	return all, nil
}

// ignored is the destination of a column without a field.
type ignored struct{}

// Scan implements sql.Scanner.
func (ignored) Scan(any) error { return nil }
