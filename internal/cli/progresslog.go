package cli

import (
	"log/slog"
	"sync"
	"time"
)

// progressLoggedEvery is the time between two lines of a progressLog.
const progressLoggedEvery = 5 * time.Second

// progressLog writes the state of a long task to a log, every progressLoggedEvery until it ends.
type progressLog struct {
	logger *slog.Logger
	mu     sync.Mutex
	// message and attributes are those of the next line.
	message    string
	attributes []any
	stop       chan struct{}
	stopping   sync.Once
	stopped    chan struct{}
}

// newProgressLog returns the log of a task that begins. Its state is a message alone.
func newProgressLog(logger *slog.Logger, message string) *progressLog {
	l := &progressLog{logger: logger, message: message, stop: make(chan struct{}), stopped: make(chan struct{})}
	go l.run()
	return l
}

func (l *progressLog) run() {
	defer close(l.stopped)
	tick := time.NewTicker(progressLoggedEvery)
	defer tick.Stop()
	for {
		select {
		case <-tick.C:
			l.write()
		case <-l.stop:
			return
		}
	}
}

func (l *progressLog) write() {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.logger.Info(l.message, l.attributes...)
}

// set sets the state. The next line contains it.
func (l *progressLog) set(message string, attributes ...any) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.message, l.attributes = message, attributes
}

// begin sets the state, and writes it at once.
func (l *progressLog) begin(message string, attributes ...any) {
	l.set(message, attributes...)
	l.write()
}

// end ends the task. It may be called again.
func (l *progressLog) end() {
	l.stopping.Do(func() { close(l.stop) })
	<-l.stopped
}
