package gqlhttp

import (
	"errors"
	"io"
	"sync"

	"github.com/itemactivity/itemactivity/internal/gqlhttp/memory"
)

// responseBody is the encoded response of one request, in blocks. A response that would
// be longer than the limit is never in memory.
type responseBody struct {
	limit int64
	// memory grows before a block is allocated.
	memory *memory.Reservation
	blocks []*block
	size   int64
}

// block is a part of a response body.
type block struct {
	bytes [blockSize]byte
	used  int
}

// blockSize is such that nearly every response has one block, and small compared with
// what else a request needs.
const blockSize = 16 << 10

var freeBlocks = sync.Pool{New: func() any { return new(block) }}

// errResponseTooLong ends the encoding of a response.
var errResponseTooLong = errors.New("the response is too long")

// writeError is the panic of Write. gqlgen's marshalers ignore the errors of Write.
type writeError struct{ err error }

// Write appends to the body. It panics with a writeError if the body would be too long,
// or if there is no memory for it.
func (b *responseBody) Write(p []byte) (int, error) {
	if b.size += int64(len(p)); b.size > b.limit {
		panic(writeError{errResponseTooLong})
	}
	for rest := p; len(rest) > 0; {
		last := b.lastBlock()
		n := copy(last.bytes[last.used:], rest)
		last.used += n
		rest = rest[n:]
	}
	return len(p), nil
}

// WriteString is Write without a copy of the text.
func (b *responseBody) WriteString(s string) (int, error) {
	if b.size += int64(len(s)); b.size > b.limit {
		panic(writeError{errResponseTooLong})
	}
	for rest := s; rest != ""; {
		last := b.lastBlock()
		n := copy(last.bytes[last.used:], rest)
		last.used += n
		rest = rest[n:]
	}
	return len(s), nil
}

// lastBlock returns the last block, or a new one if that is full.
func (b *responseBody) lastBlock() *block {
	if n := len(b.blocks); n > 0 && b.blocks[n-1].used < blockSize {
		return b.blocks[n-1]
	}
	if err := b.memory.Grow(blockSize); err != nil {
		panic(writeError{err})
	}
	last := freeBlocks.Get().(*block)
	b.blocks = append(b.blocks, last)
	return last
}

// encode calls a function that writes to the body. If not all of it was written, encode
// returns why, and the body is empty.
func (b *responseBody) encode(write func(io.Writer) error) (err error) {
	defer func() {
		if p := recover(); p != nil {
			failed, ok := p.(writeError)
			if !ok {
				panic(p)
			}
			err = failed.err
		}
		if err != nil {
			b.reset()
		}
	}()
	return write(b)
}

// allocated returns the bytes of memory of the body.
func (b *responseBody) allocated() int64 { return int64(len(b.blocks)) * blockSize }

func (b *responseBody) reset() {
	for _, each := range b.blocks {
		b.free(each)
	}
	b.blocks, b.size = nil, 0
}

// free returns a block to the pool.
func (b *responseBody) free(freed *block) {
	freed.used = 0
	freeBlocks.Put(freed)
	b.memory.Release(blockSize)
}
