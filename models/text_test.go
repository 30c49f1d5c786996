package models_test

import (
	"encoding/json"
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

// TestQuoteIsJSON checks that a quoted text is a valid string in JSON and GraphQL, in which all
// characters are printable.
func TestQuoteIsJSON(t *testing.T) {
	for text, want := range map[string]string{
		"":                   `""`,
		"a b":                `"a b"`,
		`"\`:                 `"\"\\"`,
		"\a\v\x01\x00\x7f":   `"\u0007\u000b\u0001\u0000\u007f"`,
		"\b\f\n\r\t":         `"\b\f\n\r\t"`,
		"é<>&":               `"é<>&"`,
		"\u200b\u2028\ufeff": `"\u200b\u2028\ufeff"`,
		"😀\U000e0001":        `"😀\udb40\udc01"`,
		"\xff":               `"�"`,
	} {
		got := models.Quote(text)
		if got != want {
			t.Errorf("%q is quoted as %s, want %s", text, got, want)
		}
		var read string
		if err := json.Unmarshal([]byte(got), &read); err != nil || read != strings.ToValidUTF8(text, "�") {
			t.Errorf("%s is read as %q, %v", got, read, err)
		}
	}
}

// TestDateTimeOffsetMessagesQuoteJSON checks that a message quotes the invalid text as a JSON
// string.
func TestDateTimeOffsetMessagesQuoteJSON(t *testing.T) {
	for text, want := range map[string]string{
		"2017-01-01T00:00Z\x01":                  `"2017-01-01T00:00Z\u0001" is not a valid DateTimeOffset`,
		"\x7f":                                   `"\u007f" is not a valid DateTimeOffset`,
		"\U000e0001" + strings.Repeat("\v", 100): `"\udb40\udc01` + strings.Repeat(`\u000b`, 63) + `"... is not a valid DateTimeOffset`,
	} {
		if _, err := models.ParseDateTimeOffset(text); err == nil || !strings.HasPrefix(err.Error(), want) {
			t.Errorf("%q: %v, want %s", text, err, want)
		}
	}
}
