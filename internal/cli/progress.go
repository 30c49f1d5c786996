package cli

import (
	"fmt"
	"io"
	"log/slog"
	"os"
	"time"
)

// progress shows the progress of a command on a terminal. If the output is not a terminal, it
// shows nothing, or writes to a log now and then.
type progress struct {
	terminal io.Writer
	// format is a format for two numbers: the part that is done, and the whole.
	format string
	// lines may be nil. message is the message of its lines, and unit says what the numbers count.
	lines         *progressLog
	message, unit string
	// shown is the time of the last update of the terminal.
	shown time.Time
}

// progressEvery is the time between two updates of a terminal.
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

// log makes progress write to a log if the output is not a terminal. It must be cleared at the end.
func (p *progress) log(logger *slog.Logger, message, unit string) {
	if p.terminal == nil {
		p.lines, p.message, p.unit = newProgressLog(logger, message), message, unit
	}
}

// show shows numbers that change often. It does not show all of them.
func (p *progress) show(done, of int64) {
	if p.lines != nil {
		p.lines.set(p.message, p.unit, done, "of", of)
	}
	if time.Since(p.shown) >= progressEvery {
		p.draw(done, of)
	}
}

// begin shows numbers that change when a long part of the task begins.
func (p *progress) begin(part, of int64) {
	if p.lines != nil {
		p.lines.begin(p.message, p.unit, part, "of", of)
	}
	p.draw(part, of)
}

func (p *progress) draw(done, of int64) {
	if p.terminal == nil {
		return
	}
	p.shown = time.Now()
	_, _ = fmt.Fprintf(p.terminal, "\r\033[K"+p.format, done, of) // it is only information
}

func (p *progress) clear() {
	if p.lines != nil {
		p.lines.end()
	}
	if p.terminal != nil && !p.shown.IsZero() {
		_, _ = fmt.Fprint(p.terminal, "\r\033[K")
	}
}
