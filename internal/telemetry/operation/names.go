package operation

import (
	"sync"
	"time"
)

// Labels of operations without a label of their own.
const (
	Anonymous = "anonymous"
	Other     = "other"
)

const (
	// maxNames is the number of names with a label of their own. Each has about twenty
	// series in the metrics.
	maxNames = 200
	// maxPerCaller is the number of names that one caller may add, so that no caller
	// uses up all entries. Callers share equal names.
	maxPerCaller = 50
	// maxLength is the maximum number of bytes of such a name.
	maxLength = loggedName
	// idle is the time after its last use when a name may lose its entry to another.
	idle = time.Hour
)

// Names is a table of the operation names that are labels in the metrics. Clients choose
// the names, so their number must be limited.
type Names struct {
	now    func() time.Time
	forget func(label string)

	mu    sync.Mutex
	known map[string]*entry
}

// entry is the caller who added a name, and the time of its last use.
type entry struct {
	caller string
	used   time.Time
}

// NewNames returns an empty table. It calls forget for each label that loses its entry.
func NewNames(now func() time.Time, forget func(label string)) *Names {
	return &Names{now: now, forget: forget, known: map[string]*entry{}}
}

// Label returns the name if it has an entry or can get one, else Other or Anonymous. The
// number of names that the caller may add is limited unless caller is empty.
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

// makeRoom reports whether there is a free entry. It frees an idle one if necessary.
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
