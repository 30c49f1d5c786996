package cli

import (
	"fmt"
	"io"
	"os"
	"time"
)

// progress shows on a terminal how much of a command is done. It shows nothing
// elsewhere.
type progress struct {
	terminal io.Writer
	// format is for how much is done, and of how much.
	format string
	shown  time.Time
}

// progressEvery is how often a progress is shown.
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
	_, _ = fmt.Fprintf(p.terminal, "\r\033[K"+p.format, done, of) // only for whoever looks
}

func (p *progress) clear() {
	if p.terminal != nil && !p.shown.IsZero() {
		_, _ = fmt.Fprint(p.terminal, "\r\033[K")
	}
}
