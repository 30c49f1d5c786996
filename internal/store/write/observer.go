package write

import (
	"context"
	"time"
)

// Commit is what became of one group of mutations.
type Commit struct {
	// Mutations is the size of the group, and Rows how much it wrote.
	Mutations, Rows int
	// Start and Duration are of the whole transaction, and the disk's part in it.
	Start    time.Time
	Duration time.Duration
	// FirstSeq and LastSeq are the numbers of the first and of the last item activity that
	// was stored, and every number between them is the group's; 0 if there is none.
	FirstSeq, LastSeq int64
	// Err says why nothing of the group was stored.
	Err error
	// Origins are the contexts that the mutations came with. They may have ended;
	// what they carry is still there.
	Origins []context.Context
}

// written is what a transaction of the writer has stored.
type written struct {
	// any says whether there was anything to write.
	any  bool
	seqs SeqRange
}

// SeqRange is the item activities from first to last, by number; the zero value is none.
type SeqRange struct{ First, Last int64 }

// Add extends a range by what was stored after it.
func (r *SeqRange) Add(later SeqRange) {
	if later == (SeqRange{}) {
		return
	}
	if r.First == 0 {
		r.First = later.First
	}
	r.Last = later.Last
}

// observe tells of a group. What the store does for its own health is nobody's
// mutation, and not told.
func (w *Writer) observe(group []*Mutation, start time.Time, seqs SeqRange, err error) {
	if w.cfg.Committed == nil {
		return
	}
	c := Commit{Start: start, Duration: time.Since(start), Err: err}
	if err == nil {
		c.FirstSeq, c.LastSeq = seqs.First, seqs.Last
	}
	for _, m := range group {
		if m.Check {
			continue
		}
		c.Mutations++
		c.Rows += m.Rows
		c.Origins = append(c.Origins, m.Origin)
	}
	if c.Mutations > 0 {
		w.cfg.Committed(c)
	}
}
