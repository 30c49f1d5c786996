package statement

import (
	"database/sql"
	"reflect"
)

// destination returns the destination for sql.Rows.Scan that sets a field. NULL sets it to its zero
// value, as in gorm. database/sql would use reflection for each value. Therefore the usual types have
// a Scanner.
func destination(field reflect.Value) any {
	to := field.Addr()
	if scanner, ok := to.Interface().(sql.Scanner); ok {
		return scanner
	}
	switch field.Kind() {
	case reflect.Int64:
		return value[int64]{pointer[int64](to)}
	case reflect.Int:
		return integer{pointer[int](to)}
	case reflect.String:
		return value[string]{pointer[string](to)}
	case reflect.Bool:
		return value[bool]{pointer[bool](to)}
	case reflect.Slice:
		// The driver allocates each value, so it need not be copied.
		if field.Type().Elem().Kind() == reflect.Uint8 {
			return value[[]byte]{pointer[[]byte](to)}
		}
	case reflect.Pointer:
		if _, ok := destination(reflect.New(field.Type().Elem()).Elem()).(sql.Scanner); ok {
			return optional{field}
		}
	}
	return to.Interface()
}

// pointer returns a pointer to a field as a pointer to the basic type of the field.
func pointer[T any](to reflect.Value) *T {
	return to.Convert(reflect.TypeFor[*T]()).Interface().(*T)
}

// value sets a field of a type that the driver returns.
type value[T any] struct{ to *T }

// Scan implements sql.Scanner.
func (d value[T]) Scan(src any) error {
	if v, ok := src.(T); ok {
		*d.to = v
		return nil
	}
	return convert(d.to, src)
}

// integer sets a field of the type int.
type integer struct{ to *int }

// Scan implements sql.Scanner.
func (d integer) Scan(src any) error {
	if v, ok := src.(int64); ok && int64(int(v)) == v {
		*d.to = int(v)
		return nil
	}
	return convert(d.to, src)
}

// convert sets a field to a value of another type, with the conversions and the errors of database/sql.
func convert[T any](to *T, src any) error {
	var converted sql.Null[T]
	err := converted.Scan(src)
	*to = converted.V
	return err
}

// optional sets a field that is a pointer, which is nil for NULL.
type optional struct{ field reflect.Value }

// Scan implements sql.Scanner.
func (d optional) Scan(src any) error {
	if src == nil {
		d.field.SetZero()
		return nil
	}
	d.field.Set(reflect.New(d.field.Type().Elem()))
	return destination(d.field.Elem()).(sql.Scanner).Scan(src)
}
