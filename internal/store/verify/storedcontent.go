package verify

import "github.com/itemactivity/itemactivity/internal/store/projection"

// storedContent is the content of a projection as it is stored.
type storedContent struct {
	v *verifier
	// name is the name of the content in messages.
	name  string
	of    projection.Projection
	state projection.State
	// recomputed is the content that is computed from the log.
	recomputed, content fingerprint
	// later are the entries of a page that the projection did not contain at the start.
	later []laterEntry
}

type laterEntry struct {
	seq int64
	key projection.Key
}

func (v *verifier) stored(of projection.Projection, name string) *storedContent {
	return &storedContent{v: v, name: name, of: of, state: v.atStart.states[of], recomputed: v.projected[of]}
}

// add adds a stored entry, unless the projection did not contain it at the start.
func (s *storedContent) add(seq int64, k projection.Key) {
	if s.state.Contains(seq, k) {
		s.content.add(k[:]...)
	} else {
		s.later = append(s.later, laterEntry{seq, k})
	}
}

// checkLater reports an entry that is stored although the projection does not contain it now. It must
// be called after a page was read, because a projection contains more and more.
func (s *storedContent) checkLater() error {
	if len(s.later) == 0 {
		return nil
	}
	states, _, _, err := projection.Inspect(s.v.db)
	if err != nil {
		return err
	}
	for _, e := range s.later {
		if !states[s.of].Contains(e.seq, e.key) {
			s.v.found.differ("%s: item activity %d is stored, but the table projections says that it is not.", s.name, e.seq)
			break
		}
	}
	s.later = s.later[:0]
	return nil
}

// compare reports a difference.
func (s *storedContent) compare() {
	if s.content != s.recomputed {
		s.v.found.differ("%s: %s.", s.name, s.content.differenceTo(s.recomputed, "entries"))
	}
}
