package activitylog

import (
	"math"
	"sync"
	"sync/atomic"

	"gorm.io/gorm"
)

// Tail contains the last entries of the log in memory. It is a cache: what it lacks is in the log.
// It is safe for concurrent use.
type Tail struct {
	mu    sync.RWMutex
	index Index
	// logReads is the number of calls of ReadLog.
	logReads atomic.Int64
	// Completeness is set by those who commit.
	Completeness Completeness
}

// Append adds entries that were committed, in the order of the log. If entries before them are
// missing, the tail begins with the new ones.
func (t *Tail) Append(entries []*Entry) {
	if len(entries) == 0 {
		return
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	if n := len(t.index.entries); n > 0 && t.index.entries[n-1].Seq+1 != entries[0].Seq {
		t.index = Index{}
	}
	t.index.Add(entries)
}

// DropThrough removes the entries up to a seq.
func (t *Tail) DropThrough(seq int64) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if n := len(t.index.entries); n > 0 && t.index.entries[0].Seq <= seq {
		t.index = t.index.Between(seq, math.MaxInt64).copied()
	}
}

// Between returns the entries after one seq and up to another. reached is the seq up to which the
// tail contains the log without a gap. It is less than through if the tail lacks entries.
func (t *Tail) Between(after, through int64) (entries Index, reached int64) {
	t.mu.RLock()
	defer t.mu.RUnlock()
	n := len(t.index.entries)
	if n == 0 || !t.index.covers(after, after+1) {
		return Index{}, after
	}
	return t.index.Between(after, through), min(through, t.index.entries[n-1].Seq)
}

// All returns the entries after one seq and up to another. ok is false if the tail lacks one of them.
func (t *Tail) All(after, through int64) (entries []*Entry, ok bool) {
	found, reached := t.Between(after, through)
	return found.All(), reached >= through
}

// ReadLog reads the entries after one seq and up to another from the log, because the tail lacks one
// of them.
func (t *Tail) ReadLog(db *gorm.DB, after, through int64) (index Index, err error) {
	t.logReads.Add(1)
	entries, err := Read(db, after, through)
	index.Add(entries)
	return index, err
}

// LogReads returns the number of calls of ReadLog.
func (t *Tail) LogReads() int64 { return t.logReads.Load() }

// Len returns the number of entries.
func (t *Tail) Len() int {
	t.mu.RLock()
	defer t.mu.RUnlock()
	return len(t.index.entries)
}
