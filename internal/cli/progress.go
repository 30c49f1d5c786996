package cli

import (
	"fmt"
	"io"
	"os"
	"time"
)

// progress shows the progress of a command on a terminal. It shows nothing if the output
// is not a terminal.
type progress struct {
	terminal io.Writer
	// format is a format for two numbers: the part that is done, and the whole.
	format string
	shown  time.Time
}

// progressEvery is the time between two updates.
const progressEvery = 200 * time.Millisecond

func progressOn(w io.Writer, format string) *progress {
	f, ok := w.(*os.File)
	if !ok {
		return new(progress)
	}
	info, err := f.Stat()
	if err != nil || info.Mode()&os.ModeCharDevice == 0 {
		return new(progress)
	}
	return &progress{terminal: f, format: format}
}

func (p *progress) show(done, of int64) {
	if p.terminal == nil || time.Since(p.shown) < progressEvery {
		return
	}
	p.shown = time.Now()
	_, _ = fmt.Fprintf(p.terminal, "\r\033[K"+p.format, done, of) // it is only information
}

func (p *progress) clear() {
	if p.terminal != nil && !p.shown.IsZero() {
		_, _ = fmt.Fprint(p.terminal, "\r\033[K")
	}
}
