package gqlhttp

import (
	"bytes"
	"sync"
)

// buffers hold a request while it is read, and an answer while it is sent.
var buffers = sync.Pool{New: func() any { return new(bytes.Buffer) }}

// keptBuffer is how large a buffer may be to be used again: large ones are rare,
// and their memory is worth more than the time to get it.
const keptBuffer = 64 << 10

func takeBuffer() *bytes.Buffer { return buffers.Get().(*bytes.Buffer) }

// giveBack lets others use a buffer: nobody may hold what is in it any more.
func giveBack(b *bytes.Buffer) {
	if b.Cap() <= keptBuffer {
		b.Reset()
		buffers.Put(b)
	}
}
