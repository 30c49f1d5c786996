package models_test

import (
	"strings"
	"testing"

	"github.com/itemactivity/itemactivity/models"
)

// TestNames checks the names of groups and items: 1 to 255 characters, without control
// characters.
func TestNames(t *testing.T) {
	for _, name := range []string{
		"x", " ", "report.txt", "a/b", "..", "e\u0301", "\u202eevil", "👩\u200d👧", "\u00a0", "a\u2028b", "<>&\"\\", "~", "\ufffd",
		strings.Repeat("x", 255), strings.Repeat("😀", 255),
	} {
		wantRefusal(t, name, models.ValidateName("name", name), models.BadUserInput, "")
	}
	for _, name := range []string{
		"", "\x00", "a\x00b", "a\tb", "a\nb", "a\r", "\x1b[31m", "\x7f", "a\u0085b", "\u009f", "\xff", "a\xed\xa0\x80",
		strings.Repeat("x", 256), strings.Repeat("😀", 256),
	} {
		wantRefusal(t, name, models.ValidateName("name", name), models.BadUserInput, "name")
	}
}
