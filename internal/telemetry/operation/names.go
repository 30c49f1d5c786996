package operation

import (
	"sync"
	"time"
)

// The labels of names that are none, or none of the few.
const (
	Anonymous = "anonymous"
	Other     = "other"
)

const (
	// maxNames bounds the names that are told apart: each is some twenty series
	// in the metrics.
	maxNames = 200
	// maxPerCaller is how many of them one caller may bring, so that no single client
	// takes all the places. Whoever calls the same things by the same names
	// shares them.
	maxPerCaller = 50
	// maxLength is how long such a name may be.
	maxLength = loggedName
	// idle is when a name loses its entry to another. It bounds the series that
	// come and go, and gives the places back after somebody took them for
	// nothing.
	idle = time.Hour
)

// Names are the few names of operations that are told apart. Names are clients'
// input: whatever has a label by them would grow without end.
type Names struct {
	now    func() time.Time
	forget func(label string)

	mu    sync.Mutex
	known map[string]*entry
}

// entry says who brought a name, and when it was used last.
type entry struct {
	caller string
	used   time.Time
}

// NewNames returns a table without names. It calls forget for each label that lost
// its entry.
func NewNames(now func() time.Time, forget func(label string)) *Names {
	return &Names{now: now, forget: forget, known: map[string]*entry{}}
}

// Label returns the name itself if it has an entry or can get one. The caller says
// who brings it, and is empty for one who may bring any number.
func (n *Names) Label(name, caller string) string {
	switch {
	case name == "":
		return Anonymous
	case len(name) > maxLength:
		return Other
	}
	n.mu.Lock()
	defer n.mu.Unlock()
	now := n.now()
	if p, ok := n.known[name]; ok {
		p.used = now
		return name
	}
	if caller != "" && n.entriesOf(caller) >= maxPerCaller || !n.makeRoom(now) {
		return Other
	}
	n.known[name] = &entry{caller, now}
	return name
}

func (n *Names) entriesOf(caller string) (entries int) {
	for _, p := range n.known {
		if p.caller == caller {
			entries++
		}
	}
	return entries
}

// makeRoom frees an entry, if all are taken, that was idle for long enough.
func (n *Names) makeRoom(now time.Time) bool {
	if len(n.known) < maxNames {
		return true
	}
	for name, p := range n.known {
		if now.Sub(p.used) >= idle {
			delete(n.known, name)
			n.forget(name)
			return true
		}
	}
	return false
}
