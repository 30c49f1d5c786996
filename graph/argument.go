package graph

import (
	"context"

	"github.com/itemactivity/itemactivity/internal/strictjson"
)

// These functions decode lists and input objects for plans. The values are valid and not null.

// noPath is the context for gqlgen's functions that decode scalars and enums.
var noPath = context.Background()

// decoder decodes a value.
type decoder[T any] func(ec *executionContext, value strictjson.Value) (T, error)

// decodePointer decodes an input object.
func decodePointer[T any](ec *executionContext, value strictjson.Value, decode decoder[T]) (*T, error) {
	decoded, err := decode(ec, value)
	return &decoded, err
}

// decodeList decodes a list. A single value is a list of one. For null, an element is the zero
// value.
func decodeList[T any](ec *executionContext, value strictjson.Value, decode decoder[T]) ([]T, error) {
	if value.Kind() != '[' {
		alone, err := decode(ec, value)
		return []T{alone}, err
	}
	list := make([]T, 0, value.Len())
	for element, ok := value.First(); ok; element, ok = element.Next() {
		var decoded T
		if !element.IsNull() {
			var err error
			if decoded, err = decode(ec, element); err != nil {
				return nil, err
			}
		}
		list = append(list, decoded)
	}
	return list, nil
}

// decodeText decodes a String. Unlike gqlgen's function, it needs no allocation.
func decodeText(value strictjson.Value) (string, error) { //nolint:unparam // the others have errors
	return value.Text(), nil
}

// decodeOptionalText decodes a String of a nullable type.
func decodeOptionalText(value strictjson.Value) (*string, error) { //nolint:unparam // the others have errors
	text := value.Text()
	return &text, nil
}
