package rest

import (
	"cmp"
	"io"

	"github.com/go-json-experiment/json/jsontext"
)

// jsonWriter writes a JSON text whose values are already encoded. Its caller writes a name
// before each member of an object, and closes what it opens.
type jsonWriter struct {
	to     io.Writer
	buffer []byte
	// comma is true if a comma separates what was written from the next name or element.
	comma bool
	err   error
}

const (
	// initialBytes is the first capacity of the buffer. Most entities are smaller.
	initialBytes = 1 << 10
	// flushBytes is the size from which on the buffer is written.
	flushBytes = 4 << 10
)

func (w *jsonWriter) separate() {
	if w.comma {
		w.buffer = append(w.buffer, ',')
	}
}

// open begins an object or an array.
func (w *jsonWriter) open(delimiter byte) {
	w.separate()
	w.buffer, w.comma = append(w.buffer, delimiter), false
}

// end ends an object or an array.
func (w *jsonWriter) end(delimiter byte) {
	w.buffer, w.comma = append(w.buffer, delimiter), true
}

// name writes the name of a member, which needs no escape sequences.
func (w *jsonWriter) name(name string) {
	w.separate()
	w.buffer = append(append(append(w.buffer, '"'), name...), `":`...)
	w.comma = false
}

// encoded writes an encoded value.
func (w *jsonWriter) encoded(value []byte) {
	w.separate()
	w.buffer, w.comma = append(w.buffer, value...), true
	if len(w.buffer) >= flushBytes {
		_ = w.flush() // the last flush returns the error too
	}
}

// text writes a string.
func (w *jsonWriter) text(text string) {
	w.separate()
	var err error
	w.buffer, err = jsontext.AppendQuote(w.buffer, text)
	w.err, w.comma = cmp.Or(w.err, err), true
}

// flush writes the buffer and returns the first error of the writer.
func (w *jsonWriter) flush() error {
	if w.err == nil {
		_, w.err = w.to.Write(w.buffer)
	}
	w.buffer = w.buffer[:0]
	return w.err
}
