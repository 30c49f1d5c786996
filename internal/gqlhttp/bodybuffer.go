package gqlhttp

import (
	"bytes"
	"sync"
)

// bodyBuffers hold the bodies of requests while they are read.
var bodyBuffers = sync.Pool{New: func() any { return new(bytes.Buffer) }}

// maxPooledBuffer is the largest capacity of a buffer that is used again. Larger ones are
// rare, and their memory is worth more than the time to allocate it.
const maxPooledBuffer = 64 << 10

func getBodyBuffer() *bytes.Buffer { return bodyBuffers.Get().(*bytes.Buffer) }

// putBodyBuffer makes a buffer available for other requests. Its bytes must not be used
// afterwards.
func putBodyBuffer(b *bytes.Buffer) {
	if b.Cap() <= maxPooledBuffer {
		b.Reset()
		bodyBuffers.Put(b)
	}
}
