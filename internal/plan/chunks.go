package plan

// The encoded data is in chunks. A slice that grows to megabytes would be copied each time, and the
// copies would take several times the memory of the data until they are collected.
const (
	// chunkBytes is the capacity of a chunk.
	chunkBytes = 64 << 10
	// fullBytes is the length from which on a chunk is full. The rest has room for the object that
	// exceeds this length.
	fullBytes = 48 << 10
)

// chunks are the chunks that precede the present one.
type chunks struct {
	full [][]byte
	// bytes is their length, and memory their capacity.
	bytes, memory int
}

// position returns the number of bytes that are encoded.
func (e *Execution) position() int { return e.before.bytes + len(e.data) }

// memory returns the memory of the encoded data in bytes.
func (e *Execution) memory() int {
	if len(e.before.full) == 0 && cap(e.data) <= chunkBytes {
		return len(e.data) // the chunk may be from the pool
	}
	return e.before.memory + cap(e.data)
}

// split begins another chunk if the present one is full.
func (e *Execution) split() {
	if len(e.data) < fullBytes {
		return
	}
	e.before.full = append(e.before.full, e.data)
	e.before.bytes += len(e.data)
	e.before.memory += cap(e.data)
	e.data = make([]byte, 0, chunkBytes)
}

// truncate removes what was encoded after a position.
func (e *Execution) truncate(position int) {
	for position < e.before.bytes {
		last := len(e.before.full) - 1
		e.data = e.before.full[last]
		e.before.full = e.before.full[:last]
		e.before.bytes -= len(e.data)
		e.before.memory -= cap(e.data)
	}
	e.data = e.data[:position-e.before.bytes]
}
