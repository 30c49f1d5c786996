package projection

import (
	"context"
	"fmt"
	"log/slog"
	"runtime"
	"runtime/debug"
	"sync"
	"sync/atomic"
	"time"

	"github.com/itemactivity/itemactivity/internal/store/activitylog"
	"github.com/itemactivity/itemactivity/internal/store/sqlite"
)

const (
	// BatchSize is the number of entries of a batch. Sorting many entries by the key of a
	// projection saves pages: neighbors in this order are in the same page. BenchmarkPages, with
	// 1,000,000 activities and batches of 1024, 2048, 4096 and 8192, counts for each activity 1.8,
	// 1.5, 1.2 and 0.9 pages if the times are recent, and 7.3, 6.4, 5.2 and 3.8 pages if times and
	// items are scattered. Without batches it was 4.7 and 9.3. A larger batch takes more memory.
	BatchSize = 4096
	// MaxTail is the number of entries that may be missing in a projection. Before it is reached,
	// commits advance the projections in proportion to their entries. From then on, each commit waits
	// until the projections have advanced. An entry takes about 250 bytes of memory, and
	// the garbage collector needs as much again. While a batch is applied, another one can arrive.
	MaxTail = 2 * BatchSize
	// maxDelay is the time for which an entry waits until a batch begins that is not full.
	maxDelay = time.Second
	// retryDelay is the time until the next attempt after a step that failed.
	retryDelay = time.Second
	// idleDelay is the time without a commit after which the tail is emptied. Earlier it contains
	// entries that all projections contain, for snapshots that are older.
	idleDelay = 5 * time.Second
)

// Config configures a Projector.
type Config struct {
	Database *sqlite.Database
	Tail     *activitylog.Tail
	Logger   *slog.Logger
	// Stepped is called after each step that was applied while the database is in use, and after
	// each that failed. It may be nil.
	Stepped func(Step)
	// Progress is called during Fill and Start with the number of entries that the projections contain
	// on average, and the number of all entries. It may be nil.
	Progress func(done, of int64)
	Limits
}

// Limits replaces constants in tests.
type Limits struct {
	// BatchSize and MaxTail replace the constants of these names; 0 means the constant.
	BatchSize, MaxTail int64
	// Delay replaces maxDelay; 0 means the constant.
	Delay time.Duration
	// Now measures the duration of a step; nil means time.Now.
	Now func() time.Time
	// Manual means that only Advance, CatchUp and MakeRoom advance the projections.
	Manual bool
	// Loop is called by another goroutine if Manual is set. It must return when stop is closed. It may
	// be nil.
	Loop func(p *Projector, stop <-chan struct{})
}

// Projector advances the projections.
type Projector struct {
	cfg Config
	// last is the last seq of the log, and applied the one up to which every projection contains
	// the log.
	last, applied atomic.Int64
	// arrived contains an element if the log may have new entries, and full if they fill a batch.
	arrived, full chan struct{}
	stop, stopped chan struct{}
	stopping      sync.Once

	// failed is the error of the last step.
	failed atomic.Pointer[error]
	// owes means that KeepPace must take a step.
	owes atomic.Bool
	// The lock Commits of the database guards the following fields.
	states States
	// uncertain means that the states and the last seq must be read again.
	uncertain bool
	// recording means that a commit with entries has begun, and has not succeeded.
	recording bool
	// waiting is the time since which an entry waits for a batch, or zero.
	waiting time.Time
	batch   *batch
	// owed is the number of additions to apply before more entries are recorded. Otherwise one commit
	// would have to wait for a whole batch when the tail has reached its bound.
	owed        int64
	caches      caches
	rows        [count]int
	dropThrough int64
	fill        fill
	// starting is true during Fill. read contains the entries that were read last from the log while
	// nobody else used the database.
	starting bool
	read     []*activitylog.Entry
}

// New returns a projector. Start or Fill must be called before other methods.
func New(cfg Config) *Projector {
	if cfg.BatchSize == 0 {
		cfg.BatchSize = BatchSize
	}
	if cfg.MaxTail == 0 {
		cfg.MaxTail = MaxTail
	}
	if cfg.Delay == 0 {
		cfg.Delay = maxDelay
	}
	if cfg.Now == nil {
		cfg.Now = time.Now
	}
	p := &Projector{
		cfg: cfg, caches: newCaches(), arrived: make(chan struct{}, 1), full: make(chan struct{}, 1),
		stop: make(chan struct{}), stopped: make(chan struct{}),
	}
	for i := range p.rows {
		p.rows[i] = fewestRows * 8
	}
	return p
}

// Behind returns the number of entries that at least one projection lacks.
func (p *Projector) Behind() int64 { return p.last.Load() - p.applied.Load() }

// Step applies a part of a batch. It reports whether there was anything to apply up to a seq.
func (p *Projector) Step(through int64) (more bool, err error) {
	p.cfg.Database.Commits.Lock()
	defer p.cfg.Database.Commits.Unlock()
	return p.step(through)
}

// Advance applies at most a number of rows to one projection, which must not be being filled. It is for tests.
func (p *Projector) Advance(of Projection, rows int) error {
	p.cfg.Database.Commits.Lock()
	defer p.cfg.Database.Commits.Unlock()
	if err := p.readStates(context.Background()); err != nil {
		return err
	}
	_, _, err := p.advance(of, p.last.Load(), rows)
	return err
}

// Tail returns the tail of the log in memory. It is for tests.
func (p *Projector) Tail() *activitylog.Tail { return p.cfg.Tail }

// CatchUp applies everything that the log contains now. It does not follow the log further, because
// small batches change more pages for each entry.
func (p *Projector) CatchUp(ctx context.Context) error {
	through, err := p.lastSeq()
	if err != nil {
		return err
	}
	return p.catchUp(ctx, through)
}

// catchUp applies the log up to a seq.
func (p *Projector) catchUp(ctx context.Context, through int64) error {
	for more := true; more; {
		if ctx.Err() != nil {
			return context.Cause(ctx)
		}
		var err error
		if more, err = p.Step(through); err != nil {
			return err
		}
		runtime.Gosched() // a commit that waits for the lock gets it before the next step
	}
	return nil
}

// lastSeq returns the last seq of the log.
func (p *Projector) lastSeq() (int64, error) {
	p.cfg.Database.Commits.Lock()
	defer p.cfg.Database.Commits.Unlock()
	err := p.readStates(context.Background())
	if err != nil {
		p.failed.Store(&err)
	}
	return p.last.Load(), err
}

// Err returns the error of the last step, or of the last step that filled a new table, or nil. It does not
// wait for a step.
func (p *Projector) Err() error {
	for _, failed := range []*atomic.Pointer[error]{&p.failed, &p.fill.failed} {
		if err := failed.Load(); err != nil {
			return *err
		}
	}
	return nil
}

// Stop applies what is left, and ends the projector. The writer must have stopped.
func (p *Projector) Stop() {
	p.stopping.Do(func() { close(p.stop) })
	<-p.stopped
}

// recovered turns a panic into an error. It must be deferred.
func recovered(err *error) {
	if p := recover(); p != nil {
		*err = fmt.Errorf("panic in the projector: %v\n%s", p, debug.Stack())
	}
}
