package load

import (
	"fmt"
	"math/rand/v2"
)

// Kind is the kind of the requests of a run.
type Kind string

// The kinds of requests.
const (
	// Create creates new activities of the last day.
	Create Kind = "create"
	// Fill creates the activities of the history in their order. It needs a single connection.
	Fill Kind = "fill"
	// Page reads a page of an item or of a group, from a random position of the history.
	Page Kind = "page"
	// Interval reads the counts of an item for each day of the history.
	Interval Kind = "interval"
)

func (k Kind) creates() bool { return k == Create || k == Fill }

// requests makes the requests of one connection.
type requests interface {
	// append makes the next request. It appends the only right body of the response to want.
	append(to *request, want []byte) (newWant []byte)
	// status is the status of the right response.
	status() int
	// rejected reports whether a body is an error response.
	rejected(body []byte) bool
}

// requests returns a function that returns the requests of a connection with a seed.
func (o Options) requests() (func(seed uint64) requests, error) {
	if !o.Kind.creates() && o.Dialect != "graphql" {
		return nil, fmt.Errorf("the dialect %q has no queries", o.Dialect)
	}
	switch o.Kind {
	case Create:
		dialect, err := newDialect(o.Dialect, o.Rows > 0)
		return func(seed uint64) requests {
			return newMutations(dialect, o.Rows, newWorkload(newRandom(seed)).next)
		}, err
	case Fill:
		dialect, err := newDialect(o.Dialect, o.Rows > 0)
		next := 0
		records := o.History.records()
		return func(uint64) requests {
			return newMutations(dialect, o.Rows, func() record { next++; return records[(next-1)%len(records)] })
		}, err
	case Page:
		lists, err := newLists(o.History)
		return func(seed uint64) requests { return newPages(lists, newRandom(seed)) }, err
	case Interval:
		counts := newCounts(o.History)
		return func(seed uint64) requests { return &intervals{counts: counts, random: newRandom(seed)} }, nil
	}
	return nil, fmt.Errorf("there are no requests %q", o.Kind)
}

func newRandom(seed uint64) *rand.Rand { return rand.New(rand.NewPCG(seed, 0)) }

// mutations creates the records that next returns.
type mutations struct {
	dialect
	records []record
	next    func() record
}

func newMutations(d dialect, rows int, next func() record) *mutations {
	return &mutations{dialect: d, records: make([]record, max(rows, 1)), next: next}
}

func (m *mutations) append(to *request, want []byte) (newWant []byte) {
	for i := range m.records {
		m.records[i] = m.next()
	}
	return m.dialect.append(to, want, m.records)
}
