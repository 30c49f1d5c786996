package engine

import (
	"bytes"
	"sync"
)

// bodyBuffers is a pool of buffers for request bodies.
var bodyBuffers = sync.Pool{New: func() any { return new(bytes.Buffer) }}

// maxPooledBuffer is the largest capacity, in bytes, of a buffer that returns to the pool.
// Larger bodies are rare, and keeping their buffers would waste memory.
const maxPooledBuffer = 64 << 10

func getBodyBuffer() *bytes.Buffer { return bodyBuffers.Get().(*bytes.Buffer) }

// putBodyBuffer returns a buffer to the pool. Its bytes must not be used afterwards.
func putBodyBuffer(b *bytes.Buffer) {
	if b.Cap() <= maxPooledBuffer {
		b.Reset()
		bodyBuffers.Put(b)
	}
}
