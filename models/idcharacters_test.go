package models_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"unicode"

	"golang.org/x/text/unicode/rangetable"

	"github.com/itemactivity/itemactivity/models"
)

func accepted(text string) bool { return models.CheckCharacters("input.id", "An id", text) == nil }

// TestCharactersOfIDs checks every code point, alone in an id, against the categories of
// Unicode 15. Unassigned code points must be accepted, whatever the tables of the Go version
// contain.
func TestCharactersOfIDs(t *testing.T) {
	assigned := rangetable.Assigned("15.0.0")
	if assigned == nil {
		t.Fatal("there is no table of the assigned characters of Unicode 15")
	}
	unassigned := 0
	for r := rune(0); r <= unicode.MaxRune; r++ {
		if r >= 0xd800 && r <= 0xdfff {
			continue // no string has a surrogate
		}
		want := true
		switch {
		case r >= 0xfdd0 && r <= 0xfdef || r&0xffff == 0xfffe || r&0xffff == 0xffff:
			want = false
		case !unicode.Is(assigned, r):
			unassigned++
		case unicode.In(r, unicode.Cc, unicode.Cf, unicode.Zl, unicode.Zp, unicode.Zs):
			want = false
		}
		if r == '\u200c' || r == '\u200d' || r == ' ' {
			if accepted(string(r)) {
				t.Errorf("%U is accepted alone", r)
			}
			want = true
		}
		if got := accepted("a" + string(r) + "b"); got != want {
			t.Errorf("%U is accepted: %v", r, got)
		}
	}
	if unassigned < 100_000 {
		t.Errorf("only %d unassigned code points were tried", unassigned)
	}
}

// TestEndsOfIDs checks that spaces are rejected at both ends, and that joiners are only accepted
// between two other characters.
func TestEndsOfIDs(t *testing.T) {
	for text, want := range map[string]bool{
		"a b": true, "a  b": true, " ": false, "   ": false, " a": false, "a ": false, "a  ": false,
		// A family, an Indic conjunct and a Persian plural are written with joiners.
		"👩\u200d👧": true, "क्\u200dष": true, "می\u200cخواهم": true,
		"\u200da": false, "a\u200d": false, "\u200c": false, "a\u200d\u200db": false, "a\u200c\u200db": false,
		"a\u200d b": true, "❤️": true, "\ue000": true, "\U0010fffd": true, "é": true, "e\u0301": true,
	} {
		if got := accepted(text); got != want {
			t.Errorf("%+q is accepted: %v", text, got)
		}
	}
}

// TestRefusedCharacterIsNamed checks that the message names the code point, which may be
// invisible.
func TestRefusedCharacterIsNamed(t *testing.T) {
	for _, r := range []rune{'\u200b', '\u00a0', '\u200d', '\x07', '\ufffe'} {
		err := models.CheckCharacters("input.id", "An id", string(r))
		wantRefusal(t, fmt.Sprintf("%U", r), err, models.BadUserInput, "input.id")
		if refusal, ok := errors.AsType[*models.Error](err); ok && !strings.Contains(refusal.Message, fmt.Sprintf("%U", r)) {
			t.Errorf("%U is rejected with %q", r, refusal.Message)
		}
	}
}
