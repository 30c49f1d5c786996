package plan

import (
	"strconv"

	"github.com/itemactivity/itemactivity/models"
)

// Each of these functions appends the value of a field. It returns false if the value is null.

// String appends a String.
func String(e *Execution, f *Field, v string) bool {
	e.meter.value(f, len(v))
	e.data = appendText(e.data, v)
	return true
}

// OptionalString appends a String that may be nil.
func OptionalString(e *Execution, f *Field, v *string) bool {
	if v == nil {
		return nilValue(e, f)
	}
	return String(e, f, *v)
}

// ID appends an ID.
func ID(e *Execution, f *Field, v models.ID) bool {
	e.meter.value(f, len(v))
	e.data = v.AppendGQL(e.data)
	return true
}

// OptionalID appends an ID that may be nil. Its length is not counted, as by gqlgen's executor.
func OptionalID(e *Execution, f *Field, v *models.ID) bool { return OptionalScalar(e, f, v) }

// Int appends an Int.
func Int(e *Execution, f *Field, v int) bool {
	e.meter.value(f, 0)
	e.data = strconv.AppendInt(e.data, int64(v), 10)
	return true
}

// OptionalInt appends an Int that may be nil.
func OptionalInt(e *Execution, f *Field, v *int) bool {
	if v == nil {
		return nilValue(e, f)
	}
	return Int(e, f, *v)
}

// Boolean appends a Boolean.
func Boolean(e *Execution, f *Field, v bool) bool {
	e.meter.value(f, 0)
	e.data = strconv.AppendBool(e.data, v)
	return true
}

// OptionalBoolean appends a Boolean that may be nil.
func OptionalBoolean(e *Execution, f *Field, v *bool) bool {
	if v == nil {
		return nilValue(e, f)
	}
	return Boolean(e, f, *v)
}

// Enum appends the name of an enum value.
func Enum(e *Execution, f *Field, name string) bool {
	e.meter.value(f, 0)
	e.data = appendText(e.data, name)
	return true
}

// appender is a scalar of the schema.
type appender interface {
	// AppendGQL appends what MarshalGQL writes.
	AppendGQL(b []byte) []byte
}

// Scalar appends a scalar of the schema.
func Scalar[T appender](e *Execution, f *Field, v T) bool {
	e.meter.value(f, 0)
	e.data = v.AppendGQL(e.data)
	return true
}

// OptionalScalar appends a scalar of the schema that may be nil.
func OptionalScalar[T appender](e *Execution, f *Field, v *T) bool {
	if v == nil {
		return nilValue(e, f)
	}
	return Scalar(e, f, *v)
}

func nilValue(e *Execution, f *Field) bool {
	e.meter.value(f, 0)
	return e.invalidNull(f.nonNull, f.field.Definition.Type.String())
}
