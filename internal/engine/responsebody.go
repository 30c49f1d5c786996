package engine

import (
	"bytes"
	"errors"
	"io"
	"sync"

	"github.com/itemactivity/itemactivity/internal/engine/memory"
)

// Body is an encoded response body, stored in blocks. It never grows beyond its limit.
type Body struct {
	limit int64
	// memory is grown before a block is allocated.
	memory *memory.Reservation
	blocks []*block
	size   int64
}

// block is a part of a response body.
type block struct {
	bytes [blockSize]byte
	used  int
}

// blockSize is large enough that most responses fit into one block, and small compared with
// the other memory of a request.
const blockSize = 16 << 10

var freeBlocks = sync.Pool{New: func() any { return new(block) }}

// errResponseTooLarge is the error of a response body that would exceed its limit.
var errResponseTooLarge = errors.New("the response is too large")

// writeError is the value with which Write panics. gqlgen's marshalers ignore the error
// that Write returns, so an error would not end the encoding.
type writeError struct{ err error }

// Write appends to the body. It panics with a writeError if the body would exceed its
// limit, or if no memory is free for it.
func (b *Body) Write(p []byte) (int, error) {
	if b.size += int64(len(p)); b.size > b.limit {
		panic(writeError{errResponseTooLarge})
	}
	for rest := p; len(rest) > 0; {
		last := b.lastBlock()
		n := copy(last.bytes[last.used:], rest)
		last.used += n
		rest = rest[n:]
	}
	return len(p), nil
}

// WriteString is like Write, but takes a string without copying it first.
func (b *Body) WriteString(s string) (int, error) {
	if b.size += int64(len(s)); b.size > b.limit {
		panic(writeError{errResponseTooLarge})
	}
	for rest := s; rest != ""; {
		last := b.lastBlock()
		n := copy(last.bytes[last.used:], rest)
		last.used += n
		rest = rest[n:]
	}
	return len(s), nil
}

// lastBlock returns the last block. If that is full, it appends a new one.
func (b *Body) lastBlock() *block {
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

// encode calls a function that writes to the body. If the function or a write fails, encode
// empties the body and returns the error.
func (b *Body) encode(write func(io.Writer) error) (err error) {
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

// allocated returns the memory of the body in bytes.
func (b *Body) allocated() int64 { return int64(len(b.blocks)) * blockSize }

func (b *Body) reset() {
	for _, each := range b.blocks {
		b.free(each)
	}
	b.blocks, b.size = nil, 0
}

// free returns a block to the pool.
func (b *Body) free(freed *block) {
	freed.used = 0
	freeBlocks.Put(freed)
	b.memory.Release(blockSize)
}

// Reader returns a reader of the body. The body must not be freed while it is read.
func (b *Body) Reader() io.Reader {
	if len(b.blocks) == 1 {
		return bytes.NewBuffer(b.blocks[0].bytes[:b.blocks[0].used]) // jsontext does not copy it
	}
	readers := make([]io.Reader, len(b.blocks))
	for i, each := range b.blocks {
		readers[i] = bytes.NewReader(each.bytes[:each.used])
	}
	return io.MultiReader(readers...)
}

// Free frees the memory of a body that is not sent.
func (b *Body) Free() { b.reset() }
