package opponent

import (
	"github.com/itemactivity/itemactivity/bench/load"
)

// largestGroup bounds the requests of one commit, as itemactivity does.
const largestGroup = 256

// grouped shows the limit of group commits: the requests that wait during a commit share the
// next one.
type grouped struct {
	db      *table
	waiting chan waiting
	stopped chan struct{}
}

type waiting struct {
	rows   []load.Row
	stored chan error
}

func openGrouped(database string) (server, error) {
	t, err := openTable(database)
	if err != nil {
		return server{}, err
	}
	g := &grouped{db: t, waiting: make(chan waiting, largestGroup), stopped: make(chan struct{})}
	go g.run()
	return server{Handler: rawHandler(g.store), Closer: g}, nil
}

func (g *grouped) store(rows []load.Row) error {
	w := waiting{rows: rows, stored: make(chan error, 1)}
	g.waiting <- w
	return <-w.stored
}

func (g *grouped) run() {
	defer close(g.stopped)
	for first := range g.waiting {
		group := []waiting{first}
		rows := [][]load.Row{first.rows}
		for len(g.waiting) > 0 && len(group) < largestGroup {
			next := <-g.waiting
			group, rows = append(group, next), append(rows, next.rows)
		}
		err := g.db.commit(rows...)
		for _, w := range group {
			w.stored <- err
		}
	}
}

// Close commits the waiting requests and closes the database. No request may follow.
func (g *grouped) Close() error {
	close(g.waiting)
	<-g.stopped
	return g.db.Close()
}
