package engine

import (
	"errors"
	"testing"

	"github.com/itemactivity/itemactivity/internal/engine/memory"
)

func TestResponseBodyIsBounded(t *testing.T) {
	b := &Body{limit: 3*blockSize + 5, memory: memory.Unlimited()}
	text := make([]byte, blockSize)
	for range 3 {
		if _, err := b.Write(text); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := b.WriteString("12345"); err != nil || b.size != b.limit {
		t.Fatalf("the body has %d bytes, and the error is %v", b.size, err)
	}
	var err error
	func() {
		defer func() {
			if p, ok := recover().(writeError); ok {
				err = p.err
			}
		}()
		_, _ = b.WriteString("6")
	}()
	if !errors.Is(err, errResponseTooLarge) || b.allocated() != 4*blockSize {
		t.Errorf("after one more byte, the error is %v, and %d bytes are allocated", err, b.allocated())
	}
}
