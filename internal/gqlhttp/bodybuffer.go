package gqlhttp

import (
	"bytes"
	"sync"
)

// bodyBuffers hold the bodies of requests while they are read.
var bodyBuffers = sync.Pool{New: func() any { return new(bytes.Buffer) }}

// maxPooledBuffer is how large a buffer may be to be used again: large ones are rare,
// and their memory is worth more than the time to get it.
const maxPooledBuffer = 64 << 10

func getBodyBuffer() *bytes.Buffer { return bodyBuffers.Get().(*bytes.Buffer) }

// putBodyBuffer lets others use a buffer: nobody may hold what is in it any more.
func putBodyBuffer(b *bytes.Buffer) {
	if b.Cap() <= maxPooledBuffer {
		b.Reset()
		bodyBuffers.Put(b)
	}
}
