package codec

import (
	"bytes"
	"encoding/base64"
	"errors"
	"testing"

	"pgregory.net/rapid"

	"github.com/itemactivity/itemactivity/models"
)

// TestCursors seals random positions. A cursor must be valid only for its list, and not
// after any byte of it has changed.
func TestCursors(t *testing.T) {
	s, err := NewCursorSealer(bytes.Repeat([]byte{1}, SecretBytes), Epoch{})
	if err != nil {
		t.Fatal(err)
	}
	other, err := NewCursorSealer(bytes.Repeat([]byte{2}, SecretBytes), Epoch{})
	if err != nil {
		t.Fatal(err)
	}
	rapid.Check(t, func(t *rapid.T) {
		wantTicks, wantNum := rapid.Int64().Draw(t, "ticks"), rapid.Int64().Draw(t, "num")
		cursor := s.Seal("list", wantTicks, wantNum)
		ticks, num, err := s.Open("after", "list", cursor)
		if err != nil || ticks != wantTicks || num != wantNum {
			t.Fatalf("the position %d, %d is opened as %d, %d (%v)", wantTicks, wantNum, ticks, num, err)
		}
		if again := s.Seal("list", wantTicks, wantNum); again != cursor {
			t.Fatalf("the same position has two cursors, %s and %s", cursor, again)
		}
		rejected := func(s *CursorSealer, list, cursor string) {
			t.Helper()
			_, _, err := s.Open("after", list, cursor)
			rejection, ok := errors.AsType[*models.Error](err)
			if !ok || rejection.Code != models.BadUserInput || rejection.Argument != "after" {
				t.Fatalf("the cursor %q is opened for %q: %v", cursor, list, err)
			}
		}
		rejected(s, "another list", cursor)
		rejected(other, "list", cursor)
		sealed, err := base64.RawURLEncoding.DecodeString(cursor)
		if err != nil {
			t.Fatal(err)
		}
		sealed[rapid.IntRange(0, len(sealed)-1).Draw(t, "byte")] ^= byte(rapid.IntRange(1, 255).Draw(t, "change"))
		rejected(s, "list", base64.RawURLEncoding.EncodeToString(sealed))
		rejected(s, "list", cursor[:rapid.IntRange(0, len(cursor)-1).Draw(t, "cut")])
	})
}
