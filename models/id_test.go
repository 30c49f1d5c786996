package models_test

import (
	"bytes"
	"encoding/json"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/google/uuid"
	"pgregory.net/rapid"

	"github.com/itemactivity/itemactivity/models"
)

const aUUID = "0190b6f2-5c1e-7abc-8def-0123456789ab"

// TestIDsAreStoredApart checks that a canonical UUID is stored as its 16 bytes, and any other
// id as text. Two different ids must have different stored values.
func TestIDsAreStoredApart(t *testing.T) {
	for _, c := range []struct {
		id     string
		binary bool
	}{
		{aUUID, true},
		{"00000000-0000-0000-0000-000000000000", true},
		{"ffffffff-ffff-ffff-ffff-ffffffffffff", true},
		// From the example of Microsoft Graph: not a UUID by RFC 9562, but in the canonical
		// form.
		{"d7d89815-9815-d7d8-1598-d8d71598d8d7", true},
		{strings.ToUpper(aUUID), false},
		{"0190B6f2" + aUUID[8:], false},
		{"{" + aUUID + "}", false},
		{"urn:uuid:" + aUUID, false},
		{strings.ReplaceAll(aUUID, "-", ""), false},
		{aUUID + " ", false},
		{" " + aUUID, false},
		{aUUID[:35], false},
		{aUUID + "0", false},
		{"g" + aUUID[1:], false},
		{"0123456789abcdef", false}, // as long as the bytes of a UUID
		{"cInT6/fV1EgFYFQAAAAAAA==", false},
		{"b!x", false},
		{"~allTime~" + aUUID, false},
		{"5", false},
		{"é", false},
	} {
		stored, err := models.ID(c.id).Value()
		if err != nil {
			t.Errorf("%q: %v", c.id, err)
			continue
		}
		b, isBytes := stored.([]byte)
		if isBytes != c.binary || isBytes && len(b) != 16 {
			t.Errorf("%q is stored as %T %v", c.id, stored, stored)
		}
		var back models.ID
		if err := back.Scan(stored); err != nil || string(back) != c.id {
			t.Errorf("%q was returned as %q, %v", c.id, back, err)
		}
	}
}

// TestAnyIDComesBack stores and reads generated texts and UUIDs. Two different ids must have
// different stored values.
func TestAnyIDComesBack(t *testing.T) {
	anID := rapid.OneOf(
		rapid.StringN(1, 255, -1),
		rapid.Map(rapid.SliceOfN(rapid.Byte(), 16, 16), func(b []byte) string { return uuid.UUID(b).String() }),
		rapid.Map(rapid.SliceOfN(rapid.Byte(), 16, 16), func(b []byte) string { return strings.ToUpper(uuid.UUID(b).String()) }),
		rapid.Map(rapid.SliceOfN(rapid.Byte(), 16, 16), func(b []byte) string { return string(b) }),
	)
	rapid.Check(t, func(t *rapid.T) {
		one, other := models.ID(anID.Draw(t, "one")), models.ID(anID.Draw(t, "other"))
		storedOne, err := one.Value()
		if err != nil {
			t.Fatal(err)
		}
		storedOther, err := other.Value()
		if err != nil {
			t.Fatal(err)
		}
		var back models.ID
		if err := back.Scan(storedOne); err != nil || back != one {
			t.Fatalf("%q was returned as %q, %v", one, back, err)
		}
		if one != other && sameStored(storedOne, storedOther) {
			t.Fatalf("%q and %q are stored alike", one, other)
		}
	})
}

func sameStored(a, b any) bool {
	if a, ok := a.([]byte); ok {
		b, ok := b.([]byte)
		return ok && bytes.Equal(a, b)
	}
	return a == b
}

func TestIDScanRefusesWhatNobodyStored(t *testing.T) {
	for _, stored := range []any{[]byte{1, 2, 3}, []byte{}, make([]byte, 17), int64(5), 1.5, true} {
		id := models.ID("before")
		if err := id.Scan(stored); err == nil {
			t.Errorf("%T %v was read as %q", stored, stored, id)
		}
	}
	id := models.ID("before")
	if err := id.Scan(nil); err != nil || id != "" {
		t.Errorf("nothing was read as %q, %v", id, err)
	}
}

// TestServerMadeIDs checks that generated ids are canonical UUIDs of version 7, are stored as
// 16 bytes, and sort by the time of their generation.
func TestServerMadeIDs(t *testing.T) {
	previous := models.NewID()
	for range 1000 {
		id := models.NewID()
		u, err := uuid.Parse(string(id))
		if err != nil || u.Version() != 7 || u.String() != string(id) {
			t.Fatalf("%q is no canonical UUIDv7", id)
		}
		if id <= previous {
			t.Fatalf("%q follows %q", id, previous)
		}
		previous = id
	}
}

// TestIDsOfClients reads ids from GraphQL values and checks them as new ids. TestCharactersOfIDs
// checks the character rule for new ids.
func TestIDsOfClients(t *testing.T) {
	for _, c := range []struct {
		id             string
		readable, free bool
	}{
		{"x", true, true},
		{strings.Repeat("é", 255), true, true},
		{strings.Repeat("é", 256), false, false},
		{"~allTime~" + strings.Repeat("é", 255), true, false},
		{strings.Repeat("x", 5000), false, false},
		{"~", true, false},
		{"~mine", true, false},
		{"mine~", true, true},
		{"a b/c+d=!%2F..\\\"'<>&🙂é", true, true},
		{"\u00e9", true, true},
		{"e\u0301", true, true},
		{"", false, false},
		{"a\x00", false, false},
		{"a\nb", false, false},
		{"\t", false, false},
		{"\x7f", false, false},
		{"\u0085", false, false},
		{"a\u2028b", true, true},
		{"a\u200bb", true, true},
		{"a\u202eb", true, true},
		{"a\ufeffb", true, true},
		{"a\u00a0b", true, true},
		{"\xff", false, false},
		{"a\xed\xa0\x80", false, false},
	} {
		var id models.ID
		err := id.UnmarshalGQL(c.id)
		if (err == nil) != c.readable {
			t.Errorf("%q: read %v", c.id, err)
		}
		if err != nil {
			continue
		}
		if string(id) != c.id {
			t.Errorf("%q was read as %q", c.id, id)
		}
		argument := "input.id"
		if c.free {
			argument = ""
		}
		wantRefusal(t, c.id, id.ValidateNew("input.id"), models.BadUserInput, argument)
	}
	for _, v := range []any{5, int64(5), 1.5, true, json.Number("5"), []any{"x"}, map[string]any{}} {
		var id models.ID
		if err := id.UnmarshalGQL(v); err == nil {
			t.Errorf("%T %v was read as %q", v, v, id)
		}
	}
}

// TestNoIDIsNew checks that an omitted id is valid.
func TestNoIDIsNew(t *testing.T) {
	if err := models.ID("").ValidateNew("input.id"); err != nil {
		t.Error(err)
	}
}

// TestIDsArePrintedAsJSON checks that the characters of an id are escaped.
func TestIDsArePrintedAsJSON(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		text := rapid.String().Draw(t, "id")
		if !utf8.ValidString(text) {
			t.Skip()
		}
		var b bytes.Buffer
		models.ID(text).MarshalGQL(&b)
		var back string
		if err := json.Unmarshal(b.Bytes(), &back); err != nil || back != text {
			t.Fatalf("%q is printed as %s", text, &b)
		}
	})
}

// TestIdempotentIDs checks that ids from idempotency keys are reserved, so that a client cannot
// choose them, that they can be read, and that different keys have different ids.
func TestIdempotentIDs(t *testing.T) {
	one := models.IdempotentID(bytes.Repeat([]byte{1}, 32))
	if one != models.IdempotentID(bytes.Repeat([]byte{1}, 32)) {
		t.Error("the same key has two ids")
	}
	if one == models.IdempotentID(bytes.Repeat([]byte{2}, 32)) {
		t.Error("two keys have the same id")
	}
	wantRefusal(t, string(one), one.ValidateNew("input.id"), models.BadUserInput, "input.id")
	var read models.ID
	if err := read.UnmarshalGQL(string(one)); err != nil || read != one {
		t.Errorf("%q was read as %q, %v", one, read, err)
	}
}
