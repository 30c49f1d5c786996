package write

import (
	"slices"
)

// take makes a group of what waits: one mutation of each caller in turn, in the order
// of its line, up to MaxGroup rows; a bulk, which may pass that, comes last. While others
// wait, there is one bulk in a group at the most; and none if the last group had one and
// others wait with less, who so wait for one bulk at the most. A bulk that was left out
// is in the next group, however many wait with less.
func (q *queue) take() (group []*Mutation) {
	q.mu.Lock()
	defer q.mu.Unlock()
	small := q.withoutBulk()
	rows, bulk := 0, false
	for rows < MaxGroup {
		i := -1
		if bulk || !q.bulkWaits || rows < MaxGroup/2 {
			i = slices.IndexFunc(q.turns, func(l *line) bool { return !l.waiting[0].isBulk() })
		}
		if i < 0 {
			i = slices.IndexFunc(q.turns, func(l *line) bool {
				return (!bulk || len(q.turns) == 1) && (!q.bulkWent || !small.hasOther(l))
			})
		}
		if i < 0 {
			break
		}
		m := q.remove(i)
		bulk = bulk || m.isBulk()
		group = append(group, m)
		rows += m.Rows
	}
	q.bulkWent = bulk
	q.bulkWaits = !bulk && slices.ContainsFunc(q.turns, func(l *line) bool { return l.waiting[0].isBulk() })
	q.rows -= rows
	return group
}

type lines map[*line]bool

// withoutBulk returns the lines that do not begin with a bulk.
func (q *queue) withoutBulk() lines {
	found := lines{}
	for _, l := range q.turns {
		if !l.waiting[0].isBulk() {
			found[l] = true
		}
	}
	return found
}

// hasOther says whether there is another line than this one.
func (s lines) hasOther(than *line) bool { return len(s) > 1 || len(s) == 1 && !s[than] }

// remove takes the first mutation out of a line, which has its next turn after all
// others.
func (q *queue) remove(i int) *Mutation {
	l := q.turns[i]
	q.turns = slices.Delete(q.turns, i, i+1)
	m := l.waiting[0]
	l.waiting[0] = nil
	l.waiting = l.waiting[1:]
	l.rows -= m.Rows
	if len(l.waiting) == 0 {
		delete(q.lines, l.caller)
	} else {
		q.turns = append(q.turns, l)
	}
	return m
}

// isBulk says whether a mutation alone keeps the others of its group waiting.
func (m *Mutation) isBulk() bool { return m.Rows > maxBeside }

// maxBeside is how many rows a mutation has that others hardly wait for.
const maxBeside = 64
