package write

import (
	"slices"
)

// take removes a commit group from the queue, which must not be empty. It takes one mutation of each caller in turn, up
// to MaxGroup rows. Bulks come last, and may exceed that number.
//
// While other callers wait, a group contains at most one bulk. It contains none if the last
// group contained one and another caller waits with a smaller mutation. Therefore a smaller
// mutation waits for at most one bulk. A bulk that was skipped is in the next group, however
// many smaller mutations wait.
//
// If bulks is false, a smaller mutation must wait, and the group contains no bulk.
func (q *queue) take(bulks bool) (group []*Mutation) {
	q.mu.Lock()
	defer q.mu.Unlock()
	small := q.withoutBulk()
	rows, bulk := 0, false
	for rows < MaxGroup {
		i := -1
		if bulk || !q.bulkSkipped || rows < MaxGroup/2 {
			i = slices.IndexFunc(q.turns, func(l *line) bool { return !l.waiting[0].isBulk() })
		}
		if i < 0 && bulks {
			i = slices.IndexFunc(q.turns, func(l *line) bool {
				return (!bulk || len(q.turns) == 1) && (!q.bulkTaken || !small.hasOther(l))
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
	q.bulkTaken = bulk
	q.bulkSkipped = !bulk && slices.ContainsFunc(q.turns, func(l *line) bool { return l.waiting[0].isBulk() })
	q.rows -= rows
	return group
}

// hasSmall reports whether a mutation that is not a bulk can be in the next group.
func (q *queue) hasSmall() bool {
	q.mu.Lock()
	defer q.mu.Unlock()
	return q.withoutBulk().count > 0
}

// lines is a number of lines, and the last of them.
type lines struct {
	count int
	last  *line
}

// withoutBulk returns the lines whose first mutation is not a bulk.
func (q *queue) withoutBulk() (found lines) {
	for _, l := range q.turns {
		if !l.waiting[0].isBulk() {
			found = lines{found.count + 1, l}
		}
	}
	return found
}

// hasOther reports whether there is a line other than the given one.
func (s lines) hasOther(than *line) bool { return s.count > 1 || s.count == 1 && s.last != than }

// remove removes the first mutation of a line, and moves the line behind all others.
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

// isBulk reports whether a mutation takes so long that it delays the others of its group.
func (m *Mutation) isBulk() bool { return m.Rows > maxSmall }

// maxSmall is the maximum number of rows of a mutation that is not a bulk.
const maxSmall = 64
