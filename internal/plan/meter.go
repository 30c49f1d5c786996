package plan

import (
	"context"

	"github.com/itemactivity/itemactivity/internal/gqldoc/cost"
)

// wholeType is the type whose objects are counted as a whole.
const wholeType = "IdentitySet"

// Limits limits the cost and the size of the response to an operation.
type Limits interface {
	// Yield pauses the operation while another one has precedence. It is called before each
	// field.
	Yield(ctx context.Context)
	// Check is called with the cost and the size of the response so far, and with the memory of its
	// buffer in bytes, whenever they exceed the maximum of Maximum or the memory that is reserved.
	// It returns the memory that is reserved, in bytes, or false if the operation is aborted.
	Check(units, bytes, buffer int64) (reserved int64, ok bool)
	// TooLarge aborts the operation, because its encoded response exceeds the maximum.
	TooLarge()
	// Maximum returns the maximum cost and the maximum size.
	Maximum() (units, bytes int64)
}

// meter adds up the cost and the size of the response.
type meter struct {
	limits             Limits
	maxUnits, maxBytes int64
	units, bytes       int64
	// buffer is the memory of the encoded data, in bytes.
	buffer   int64
	reserved int64
	aborted  bool
	// whole is true within an identity set. Its fields are not counted, but added up in
	// fields.
	whole  bool
	fields int
}

func newMeter(limits Limits) meter {
	m := meter{limits: limits}
	m.maxUnits, m.maxBytes = limits.Maximum()
	return m
}

// begin is called before each field. It returns false if the operation is aborted.
func (m *meter) begin(ctx context.Context) bool {
	if m.aborted {
		return false
	}
	if !m.whole {
		m.limits.Yield(ctx)
	}
	return true
}

// value counts a value without objects. It is called before the value is appended.
func (m *meter) value(f *Field, bytes int) { m.add(1, f.nameBytes+bytes) }

// objects counts the objects of a field, without their fields.
func (m *meter) objects(f *Field, n int) {
	m.add(1+n*(cost.ObjectUnits+f.typenames), f.nameBytes+n*(len("{}")+f.typenameBytes))
}

func (m *meter) add(units, bytes int) {
	if m.whole {
		return
	}
	m.units += int64(units)
	m.bytes += int64(bytes)
	m.check()
}

func (m *meter) check() {
	if m.units > m.maxUnits || m.bytes > m.maxBytes || m.units*cost.UnitBytes+max(m.bytes, m.buffer) > m.reserved {
		reserved, ok := m.limits.Check(m.units, m.bytes, m.buffer)
		m.reserved, m.aborted = reserved, m.aborted || !ok
	}
}

// encoded checks the encoded data, which may be longer than the size that was counted.
func (m *meter) encoded(bytes, memory int) {
	if int64(bytes) > m.maxBytes && !m.aborted {
		m.limits.TooLarge()
		m.aborted = true
	}
	if int64(memory) > m.buffer {
		m.buffer = int64(memory)
		m.check()
	}
}

// exceeds reports whether the response with more units and bytes would exceed a maximum.
func (m *meter) exceeds(units, bytes int) bool {
	return int64(bytes) > m.maxBytes-m.bytes || int64(units) > m.maxUnits-m.units
}
