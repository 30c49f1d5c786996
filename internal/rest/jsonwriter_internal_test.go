package rest

import (
	"errors"
	"strings"
	"testing"
)

// failingOnce returns an error for its first write.
type failingOnce struct {
	err     error
	written strings.Builder
}

func (f *failingOnce) Write(p []byte) (int, error) {
	if err := f.err; err != nil {
		f.err = nil
		return 0, err
	}
	return f.written.Write(p)
}

// TestJSONWriterKeepsError: a response of which a part is missing must not continue, so the
// first error of the writer is kept, whatever is written after it.
func TestJSONWriterKeepsError(t *testing.T) {
	errWrite := errors.New("the response is too large")
	to := &failingOnce{err: errWrite}
	w := jsonWriter{to: to}
	w.open('[')
	w.encoded([]byte(`"` + strings.Repeat("a", flushBytes) + `"`))
	w.text("b")
	w.end(']')
	if err := w.flush(); !errors.Is(err, errWrite) || to.written.Len() > 0 {
		t.Errorf("the error is %v after %q", err, to.written.String())
	}
}
