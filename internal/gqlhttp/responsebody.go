package gqlhttp

import (
	"errors"
	"io"
	"sync"
)

// answer is the encoded answer of one request, in blocks. It is bounded: what would
// be longer than its limit is never in memory.
type answer struct {
	limit int64
	// room is grown before a block is taken.
	room   *room
	blocks []*block
	size   int64
}

// block is a part of an answer.
type block struct {
	bytes [blockSize]byte
	used  int
}

// blockSize makes nearly every answer one block, and is small beside what else a
// request needs.
const blockSize = 16 << 10

var freeBlocks = sync.Pool{New: func() any { return new(block) }}

// errAnswerTooLong ends the encoding of an answer.
var errAnswerTooLong = errors.New("the answer is too long")

// tooMuch is what an answer panics with if it cannot take more: what marshals values
// ignores the errors of Write.
type tooMuch struct{ err error }

// Write adds to the answer. It panics with tooMuch if the answer would be too long, or
// if there is no room for it.
func (a *answer) Write(p []byte) (int, error) {
	if a.size += int64(len(p)); a.size > a.limit {
		panic(tooMuch{errAnswerTooLong})
	}
	for rest := p; len(rest) > 0; {
		last := a.last()
		n := copy(last.bytes[last.used:], rest)
		last.used += n
		rest = rest[n:]
	}
	return len(p), nil
}

// WriteString is Write without a copy of the text.
func (a *answer) WriteString(s string) (int, error) {
	if a.size += int64(len(s)); a.size > a.limit {
		panic(tooMuch{errAnswerTooLong})
	}
	for rest := s; rest != ""; {
		last := a.last()
		n := copy(last.bytes[last.used:], rest)
		last.used += n
		rest = rest[n:]
	}
	return len(s), nil
}

// last is the block that has space.
func (a *answer) last() *block {
	if n := len(a.blocks); n > 0 && a.blocks[n-1].used < blockSize {
		return a.blocks[n-1]
	}
	if err := a.room.add(blockSize); err != nil {
		panic(tooMuch{err})
	}
	b := freeBlocks.Get().(*block)
	a.blocks = append(a.blocks, b)
	return b
}

// encode writes to the answer, and returns why not all of it was written, if so. The
// answer is empty then.
func (a *answer) encode(write func(io.Writer) error) (err error) {
	defer func() {
		if p := recover(); p != nil {
			much, ok := p.(tooMuch)
			if !ok {
				panic(p)
			}
			err = much.err
		}
		if err != nil {
			a.reset()
		}
	}()
	return write(a)
}

// memory is what the answer takes.
func (a *answer) memory() int64 { return int64(len(a.blocks)) * blockSize }

func (a *answer) reset() {
	for _, b := range a.blocks {
		a.free(b)
	}
	a.blocks, a.size = nil, 0
}

// free gives a block back, for other answers.
func (a *answer) free(b *block) {
	b.used = 0
	freeBlocks.Put(b)
	a.room.release(blockSize)
}
