package graph

import (
	"context"
	"errors"

	"github.com/99designs/gqlgen/graphql"
)

// These functions decode arguments for plans. Their errors have no path. If one fails, gqlgen's
// functions decode the arguments again and return the error that clients receive.

// noPath is the context for gqlgen's functions that decode scalars and enums.
var noPath = context.Background()

// errNotObject is the error of an argument whose value is not an object, although its type is an
// input object.
var errNotObject = errors.New("the value is not an object")

// decoder decodes an input object.
type decoder[T any] func(ec *executionContext, value any) (T, error)

// decodePointer decodes an input object of a non-null type.
func decodePointer[T any](ec *executionContext, value any, decode decoder[T]) (*T, error) {
	decoded, err := decode(ec, value)
	return &decoded, err
}

// decodeOptional decodes an input object of a nullable type.
func decodeOptional[T any](ec *executionContext, value any, decode decoder[T]) (*T, error) {
	if value == nil {
		return nil, nil
	}
	return decodePointer(ec, value, decode)
}

// decodeList decodes a list of input objects of a non-null type.
func decodeList[T any](ec *executionContext, value any, decode decoder[T]) ([]T, error) {
	given := graphql.CoerceList(value)
	list := make([]T, len(given))
	for i, element := range given {
		var err error
		if list[i], err = decode(ec, element); err != nil {
			return nil, err
		}
	}
	return list, nil
}

// decodeOptionalList decodes a list of input objects of a nullable type.
func decodeOptionalList[T any](ec *executionContext, value any, decode decoder[T]) ([]T, error) {
	if value == nil {
		return nil, nil
	}
	return decodeList(ec, value, decode)
}
