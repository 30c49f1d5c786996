package logging

import (
	"bytes"
	"io"
	"sync"
	"time"
)

const (
	// Delay is the time after which a line is written, if the output does not block. These lines
	// are lost if the process is killed.
	Delay = 10 * time.Millisecond
	// capacity is the number of bytes of the lines that are not written yet.
	capacity = 64 << 10
	// StallLimit is the time for which a line waits for an output that blocks, such as a pipe
	// that nobody reads. If a line has waited so long, no line waits until a call of the output
	// takes less time than this.
	StallLimit = time.Second
)

// Writer is a buffered writer of lines. The lines of different calls do not interleave. An output
// that blocks or fails does not block the callers for ever: the lines that it does not accept are
// lost, and their number is written later. A Writer is safe for concurrent use.
type Writer struct {
	out io.Writer
	// lossLine returns a line which says how many lines were lost.
	lossLine func(lines int) []byte

	mu sync.Mutex
	// lines are not written yet. spare is the memory of the lines before them.
	lines, spare []byte
	// accepted and written count the bytes of lines since the start.
	accepted, written int64
	// lost is the number of lost lines. The report of them is written with the next lines, and lost
	// decreases when this succeeds.
	lost int
	// progress is closed when a call of out.Write begins or returns, and when stalled becomes true.
	// It is nil if nobody waits.
	progress chan struct{}
	// stalled is true after a call has waited for StallLimit, until a call of out.Write takes less
	// time. Calls do not wait while it is true.
	stalled bool
	// direct is true if each call of Write waits until its lines are written.
	direct bool

	// timer ends the delay of the first of lines.
	timer *time.Timer
	// due receives a value when lines are to be written.
	due    chan struct{}
	closed chan struct{}
}

// newWriter returns a writer with a goroutine, which Close ends.
func newWriter(out io.Writer, lossLine func(lines int) []byte) *Writer {
	w := &Writer{
		out: out, lossLine: lossLine, due: make(chan struct{}, 1), closed: make(chan struct{}),
	}
	w.timer = time.AfterFunc(Delay, w.demand)
	w.timer.Stop()
	go w.run()
	return w
}

// Write adds complete lines. It writes them within Delay. The error is always nil.
func (w *Writer) Write(lines []byte) (int, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	fits := func() bool { return len(w.lines) == 0 || len(w.lines)+len(lines) <= capacity }
	if !fits() && !w.wait(fits) {
		w.lost += bytes.Count(lines, newline)
		return len(lines), nil
	}
	w.add(lines)
	if w.direct {
		w.flush()
	}
	return len(lines), nil
}

func (w *Writer) add(lines []byte) {
	if len(w.lines) == 0 {
		w.timer.Reset(Delay)
	}
	w.lines = append(w.lines, lines...)
	w.accepted += int64(len(lines))
}

var newline = []byte("\n")

// Flush writes all lines and waits until they are written, for at most StallLimit.
func (w *Writer) Flush() {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.flush()
}

// Direct lets each further call of Write wait until its lines are written.
func (w *Writer) Direct() {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.direct = true
	w.flush()
}

// Close writes all lines and the number of lost lines. It waits for at most StallLimit for each,
// even if an earlier call has waited. It must be called once, after the last call of Write.
func (w *Writer) Close() {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.stalled = false
	if w.flush() && w.lost > 0 {
		w.add(w.lossLine(w.lost))
		w.lost = 0
		w.flush()
	}
	w.timer.Stop()
	close(w.closed)
}

// flush returns false if the lines are not written in time.
func (w *Writer) flush() bool {
	end := w.accepted
	return w.wait(func() bool { return w.written >= end })
}

// wait waits until a condition holds, and returns false if it does not hold in time. The caller
// has locked mu, which is unlocked during the wait.
func (w *Writer) wait(condition func() bool) bool {
	if condition() || w.stalled {
		return condition()
	}
	w.demand()
	timeout := time.NewTimer(StallLimit)
	defer timeout.Stop()
	for !condition() && !w.stalled {
		if w.progress == nil {
			w.progress = make(chan struct{})
		}
		progress, late := w.progress, false
		w.mu.Unlock()
		select {
		case <-progress:
		case <-timeout.C:
			late = true
		}
		w.mu.Lock()
		if late && !condition() {
			w.stalled = true
			w.signal()
		}
	}
	return condition()
}

// demand lets the goroutine write the lines.
func (w *Writer) demand() {
	select {
	case w.due <- struct{}{}:
	default: // it will do so already
	}
}

func (w *Writer) run() {
	for {
		select {
		case <-w.due:
			w.writeLines()
		case <-w.closed:
			return
		}
	}
}

func (w *Writer) writeLines() {
	w.mu.Lock()
	defer w.mu.Unlock()
	if len(w.lines) == 0 {
		return
	}
	lines, end, lost := w.lines, len(w.lines), w.lost
	if lost > 0 {
		lines = append(lines, w.lossLine(lost)...)
	}
	w.lines = w.spare[:0]
	w.signal()
	w.mu.Unlock()
	start := time.Now()
	n, err := w.out.Write(lines)
	took := time.Since(start)
	w.mu.Lock()
	if err != nil {
		w.lost += bytes.Count(lines[min(n, end):end], newline)
	} else {
		w.lost -= lost
	}
	w.written += int64(end)
	if took < StallLimit {
		w.stalled = false
	}
	w.spare = nil
	if cap(lines) <= 2*capacity {
		w.spare = lines
	}
	w.signal()
}

// signal wakes the calls that wait.
func (w *Writer) signal() {
	if w.progress != nil {
		close(w.progress)
		w.progress = nil
	}
}
