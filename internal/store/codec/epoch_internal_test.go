package codec

import (
	"bytes"
	"errors"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/itemactivity/itemactivity/models"
)

// TestRecordedCursors seals random positions in an epoch. A cursor must be valid in the epoch
// only, and the error in another one must say so. A cursor without an epoch must be valid up
// to the seq of the upgrade.
func TestRecordedCursors(t *testing.T) {
	in := func(e Epoch) *CursorSealer {
		s, err := NewCursorSealer(bytes.Repeat([]byte{1}, SecretBytes), e)
		if err != nil {
			t.Fatal(err)
		}
		return s
	}
	rapid.Check(t, func(t *rapid.T) {
		ticks, seq := rapid.Int64().Draw(t, "ticks"), rapid.Int64Min(1).Draw(t, "seq")
		upgraded := rapid.Int64Min(0).Draw(t, "upgraded")
		number := rapid.Int64().Draw(t, "epoch")
		s, other := in(Epoch{number, upgraded}), in(Epoch{number + 1, upgraded})
		rejected := func(s *CursorSealer, list, cursor, text string) {
			t.Helper()
			_, _, err := s.OpenRecorded("before", list, cursor)
			rejection, ok := errors.AsType[*models.Error](err)
			if !ok || rejection.Code != models.BadUserInput || rejection.Argument != "before" || !strings.Contains(rejection.Message, text) {
				t.Fatalf("the cursor %q is opened for %q: %v", cursor, list, err)
			}
		}
		opened := func(s *CursorSealer, cursor string) {
			t.Helper()
			gotTicks, gotSeq, err := s.OpenRecorded("before", "list", cursor)
			if err != nil || gotTicks != ticks || gotSeq != seq {
				t.Fatalf("the position %d, %d is opened as %d, %d (%v)", ticks, seq, gotTicks, gotSeq, err)
			}
		}
		cursor := s.SealRecorded("list", ticks, seq)
		if len(cursor) > longestCursor {
			t.Fatalf("the cursor has %d characters", len(cursor))
		}
		opened(s, cursor)
		opened(in(Epoch{number, 0}), cursor)
		rejected(other, "list", cursor, "Read the list from its beginning")
		rejected(s, "another list", cursor, "does not belong to this list")
		// Earlier versions, and lists in other orders, do not know epochs.
		if _, _, err := s.Open("after", "list", cursor); err == nil {
			t.Fatal("the cursor is opened without its epoch")
		}
		unmarked := s.Seal("list", ticks, seq)
		for _, s := range []*CursorSealer{s, other} {
			if seq <= upgraded {
				opened(s, unmarked)
			} else {
				rejected(s, "list", unmarked, "Read the list from its beginning")
			}
		}
		rejected(in(Epoch{number, 0}), "list", unmarked, "Read the list from its beginning")
	})
}
