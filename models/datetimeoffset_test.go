package models_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"math"
	"strings"
	"testing"
	"time"

	"github.com/itemactivity/itemactivity/models"
)

const (
	lastTick       = 3_155_378_975_999_999_999
	ticksPerMinute = 60 * models.TicksPerSecond
	lastForm       = 13463
)

// readable has valid texts, the text that String returns for each, and its offset in
// minutes.
var readable = []struct {
	text, printed string
	offset        int64
}{
	{"2017-01-01T00:02:10.8639373+03:00", "2017-01-01T00:02:10.8639373+03:00", 180},
	{"2017-01-01T00:02:10Z", "2017-01-01T00:02:10Z", 0},
	{"2017-01-01t00:02:10z", "2017-01-01T00:02:10Z", 0},
	{"2017-01-01T00:02Z", "2017-01-01T00:02:00Z", 0},
	{"2017-01-01T00:02-05:30", "2017-01-01T00:02:00-05:30", -330},
	{"2017-01-01T00:02:10.5Z", "2017-01-01T00:02:10.5Z", 0},
	{"2017-01-01T00:02:10.0Z", "2017-01-01T00:02:10.0Z", 0},
	{"2017-01-01T00:02:10.0000000Z", "2017-01-01T00:02:10.0000000Z", 0},
	{"2017-01-01T00:02:10.500Z", "2017-01-01T00:02:10.500Z", 0},
	{"2017-01-01T00:02:10.99999999Z", "2017-01-01T00:02:10.9999999Z", 0},
	{"2017-01-01T00:02:10.123456789012Z", "2017-01-01T00:02:10.1234567Z", 0},
	{"2017-01-01T00:02:10+00:00", "2017-01-01T00:02:10+00:00", 0},
	{"2017-01-01T00:02:10-00:00", "2017-01-01T00:02:10-00:00", 0},
	{"2017-01-01T00:02:10+00:01", "2017-01-01T00:02:10+00:01", 1},
	{"2017-01-01T00:02:10-00:59", "2017-01-01T00:02:10-00:59", -59},
	{"2017-01-01T00:02:10+14:00", "2017-01-01T00:02:10+14:00", 840},
	{"2017-01-01T00:02:10-14:00", "2017-01-01T00:02:10-14:00", -840},
	{"2016-02-29T23:59:59+05:45", "2016-02-29T23:59:59+05:45", 345},
	{"2000-02-29T12:00:00Z", "2000-02-29T12:00:00Z", 0},
	{"1969-12-31T23:59:59.9999999Z", "1969-12-31T23:59:59.9999999Z", 0},
	{"0001-01-01T00:00:00Z", "0001-01-01T00:00:00Z", 0},
	{"0001-01-01T14:00:00+14:00", "0001-01-01T14:00:00+14:00", 840},
	{"9999-12-31T23:59:59.9999999Z", "9999-12-31T23:59:59.9999999Z", 0},
	{"9999-12-31T09:59:59.9999999-14:00", "9999-12-31T09:59:59.9999999-14:00", -840},
}

// invalid has invalid texts, and a part of the error message for each.
var invalid = []struct{ text, reason string }{
	{"", "the text is empty"},
	{" ", "must begin with a year"},
	{"2017", "must begin with a year"},
	{"2017-1-01T00:00:00Z", "must begin with a year"},
	{"2017/01/01T00:00:00Z", "must begin with a year"},
	{"20170101T000000Z", "must begin with a year"},
	{"17-01-01T00:00:00Z", "must begin with a year"},
	{"10000-01-01T00:00:00Z", "must begin with a year"},
	{"-001-01-01T00:00:00Z", "must begin with a year"},
	{"+2017-01-01T00:00:00Z", "must begin with a year"},
	{" 2017-01-01T00:00:00Z", "must begin with a year"},
	{"\x002017-01-01T00:00:00Z", `"\u00002017-`},
	{"\u0662\u0660\u0661\u0667-01-01T00:00:00Z", "must begin with a year"},
	{"\uff12\uff10\uff11\uff17-01-01T00:00:00Z", "must begin with a year"},
	{"2017-01-01T00\uff1a00:00Z", "the hour and the minute must have"},
	{"2017-01-01T00:00:00.\uff15Z", "at least one digit"},
	{"2017-01-01T00:00:00\uff3a", "must follow the time"},
	{"2017-0\xff-01T00:00:00Z", "\"2017-0\ufffd-01"},
	{"0000-01-01T00:00:00Z", "the year must be from 0001"},
	{"0000-12-31T23:00:00-03:00", "the year must be from 0001"},
	{"2017-00-01T00:00:00Z", "the month must be from 01"},
	{"2017-13-01T00:00:00Z", "the month must be from 01"},
	{"2017-01-00T00:00:00Z", "the month does not have this day"},
	{"2017-01-32T00:00:00Z", "the month does not have this day"},
	{"2017-01-62T00:00:00Z", "the month does not have this day"},
	{"2017-02-30T00:00:00Z", "the month does not have this day"},
	{"2017-02-29T00:00:00Z", "the month does not have this day"},
	{"2017-04-31T00:00:00Z", "the month does not have this day"},
	{"1900-02-29T00:00:00Z", "the month does not have this day"},
	{"9999-12-32T00:00:00Z", "the month does not have this day"},
	{"2017-01-01", `"T" and a time must follow`},
	{"2017-01-01Z", `"T" and a time must follow`},
	{"2017-01-01 00:00:00Z", `"T" and a time must follow`},
	{"2017-01-01T", "the hour and the minute must have"},
	{"2017-01-01T0:00:00Z", "the hour and the minute must have"},
	{"2017-01-01T00Z", "the hour and the minute must have"},
	{"2017-01-01T00:0Z", "the hour and the minute must have"},
	{"2017-01-01T0000Z", "the hour and the minute must have"},
	{"2017-01-01T24:00:00Z", "the hour must be from 00"},
	{"2017-01-01T00:60:00Z", "the minute must be from 00"},
	{"2017-01-01T00:00:Z", "the second must have two digits"},
	{"2017-01-01T00:00:0Z", "the second must have two digits"},
	{"2016-12-31T23:59:60Z", "leap seconds are not supported"},
	{"2017-01-01T00:00:00,5Z", "not with \",\""},
	{"2017-01-01T00:00:00.Z", "at least one digit"},
	{"2017-01-01T00:00:00.1234567890123Z", "at most 12 digits"},
	{"2017-01-01T00:00:00." + strings.Repeat("0", 1<<16) + "Z", "at most 12 digits"},
	{"2017-01-01T00:02:10", "the offset is missing"},
	{"2017-01-01T00:02", "the offset is missing"},
	{"2017-01-01T00:02:10.5", "the offset is missing"},
	{"2017-01-01T00:00:00 Z", "must follow the time"},
	{"2017-01-01T00:00.5Z", "must follow the time"},
	{"2017-01-01T00:00:000Z", "must follow the time"},
	{"2017-01-01T00:00:00\u221203:00", "must follow the time"},
	{"2017-01-01T00:00:00+3:00", "the offset must have the form"},
	{"2017-01-01T00:00:00+0300", "the offset must have the form"},
	{"2017-01-01T00:00:00+03", "the offset must have the form"},
	{"2017-01-01T00:00:00+03:0", "the offset must have the form"},
	{"2017-01-01T00:00:00+", "the offset must have the form"},
	{"2017-01-01T00:00:00+-3:00", "the offset must have the form"},
	{"2017-01-01T00:00:00+03:60", "the minutes of the offset"},
	{"2017-01-01T00:00:00+24:00", "at most 14:00"},
	{"2017-01-01T00:00:00+14:01", "at most 14:00"},
	{"2017-01-01T00:00:00-14:01", "at most 14:00"},
	{"2017-01-01T00:00:00-99:59", "at most 14:00"},
	{"2017-01-01T00:00:00Z ", "nothing may follow the offset"},
	{"2017-01-01T00:00:00Z\x00", "nothing may follow the offset"},
	{"2017-01-01T00:00:00Z+03:00", "nothing may follow the offset"},
	{"2017-01-01T00:00:00+03:00[Europe/Moscow]", "nothing may follow the offset"},
	{"2017-01-01T00:00:00+03:00:00", "nothing may follow the offset"},
	{"0001-01-01T00:00:00+03:00", "in UTC it is outside the years 0001 to 9999"},
	{"0001-01-01T00:00:59.9999999+00:01", "in UTC it is outside the years 0001 to 9999"},
	{"9999-12-31T23:59:59-03:00", "in UTC it is outside the years 0001 to 9999"},
	{"9999-12-31T23:59:00-00:01", "in UTC it is outside the years 0001 to 9999"},
}

func mustParse(t *testing.T, text string) models.DateTimeOffset {
	t.Helper()
	d, err := models.ParseDateTimeOffset(text)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

func TestDateTimeOffsetReads(t *testing.T) {
	for _, c := range readable {
		d := mustParse(t, c.text)
		if got := d.String(); got != c.printed {
			t.Errorf("%q prints as %q, want %q", c.text, got, c.printed)
		}
		want := wantTicks(t, c.printed)
		if d.Ticks() != want {
			t.Errorf("%q has ticks %d, want %d", c.text, d.Ticks(), want)
		}
		zone := strings.LastIndexAny(c.printed, "Z+-")
		local := wantTicks(t, c.printed[:zone]+"Z")
		if got := local - d.Ticks(); got != c.offset*ticksPerMinute {
			t.Errorf("%q is %d ticks from UTC, want %d minutes", c.text, got, c.offset)
		}
	}
}

// wantTicks returns the ticks of a text that the standard library parses.
func wantTicks(t *testing.T, text string) int64 {
	t.Helper()
	parsed, err := time.Parse(time.RFC3339Nano, text)
	if err != nil {
		t.Fatal(err)
	}
	seconds := parsed.Unix() - time.Time{}.Unix()
	return seconds*models.TicksPerSecond + int64(parsed.Nanosecond()/100)
}

func TestDateTimeOffsetKnownTicks(t *testing.T) {
	for text, ticks := range map[string]int64{
		"0001-01-01T00:00:00Z":         0,
		"0001-01-02T00:00:00Z":         models.TicksPerDay,
		"1970-01-01T00:00:00Z":         621_355_968_000_000_000,
		"9999-12-31T23:59:59.9999999Z": lastTick,
	} {
		if got := mustParse(t, text).Ticks(); got != ticks {
			t.Errorf("%s has ticks %d, want %d", text, got, ticks)
		}
	}
}

func TestDateTimeOffsetComparesInstants(t *testing.T) {
	moscow := mustParse(t, "2017-01-01T00:02:10.8639373+03:00")
	utc := mustParse(t, "2016-12-31T21:02:10.8639373Z")
	later := mustParse(t, "2016-12-31T21:02:10.8639374Z")
	if moscow.Compare(utc) != 0 || moscow.Compare(later) != -1 || later.Compare(moscow) != 1 {
		t.Error("Compare does not order by instant")
	}
	if moscow == utc {
		t.Error("two spellings of an instant are ==")
	}
	spellings := map[models.DateTimeOffset]string{}
	for _, text := range []string{
		"2017-01-01T00:00:00Z", "2017-01-01T00:00:00+00:00", "2017-01-01T00:00:00-00:00", "2017-01-01T00:00:00.0Z",
	} {
		d := mustParse(t, text)
		if twin, ok := spellings[d]; ok {
			t.Errorf("%s == %s", text, twin)
		}
		spellings[d] = text
	}
	if mustParse(t, "2017-01-01t00:00z") != mustParse(t, "2017-01-01T00:00:00Z") {
		t.Error("texts that print alike are not ==")
	}
}

func TestDateTimeOffsetRefuses(t *testing.T) {
	for _, c := range invalid {
		got, err := models.ParseDateTimeOffset(c.text)
		if got != (models.DateTimeOffset{}) {
			t.Errorf("%.80q gives %s beside its error", c.text, got)
		}
		checkRefusal(t, c.text, err, c.reason)
	}
}

func checkRefusal(t *testing.T, value any, err error, reason string) {
	t.Helper()
	var refusal *models.Error
	switch {
	case !errors.As(err, &refusal):
		t.Errorf("%.80q gives the error %v, want a *models.Error", value, err)
	case refusal.Code != models.BadUserInput || refusal.Argument != "":
		t.Errorf("%.80q gives %s at %q", value, refusal.Code, refusal.Argument)
	case !strings.Contains(refusal.Message, reason):
		t.Errorf("%.80q is rejected with %s, want %q", value, refusal.Message, reason)
	case !strings.Contains(refusal.Message, `"2017-01-01T00:02:10.8639373+03:00".`):
		t.Errorf("%.80q is rejected without an example: %s", value, refusal.Message)
	}
}

func TestDateTimeOffsetMessages(t *testing.T) {
	_, err := models.ParseDateTimeOffset("2017-01-01T00:02:10")
	want := `"2017-01-01T00:02:10" is not a valid DateTimeOffset: the offset is missing, such as "Z" or "+03:00". A valid example is "2017-01-01T00:02:10.8639373+03:00".`
	if err == nil || err.Error() != want {
		t.Errorf("the message is %v, want %s", err, want)
	}

	for _, character := range []string{"x", "é", "%"} {
		_, err := models.ParseDateTimeOffset(strings.Repeat(character, 65))
		if quoted := `"` + strings.Repeat(character, 64) + `"... is not`; !strings.HasPrefix(err.Error(), quoted) {
			t.Errorf("a long text is quoted as %s, want %s", err, quoted)
		}
		_, err = models.ParseDateTimeOffset(strings.Repeat(character, 64))
		if quoted := `"` + strings.Repeat(character, 64) + `" is not`; !strings.HasPrefix(err.Error(), quoted) {
			t.Errorf("a text of 64 characters is quoted as %s, want %s", err, quoted)
		}
	}
}

func TestDateTimeOffsetGQL(t *testing.T) {
	for _, c := range readable {
		var d models.DateTimeOffset
		if err := d.UnmarshalGQL(c.text); err != nil || d != mustParse(t, c.text) {
			t.Errorf("UnmarshalGQL(%q) gives %s, %v", c.text, d, err)
		}
		var written bytes.Buffer
		if d.MarshalGQL(&written); written.String() != `"`+c.printed+`"` {
			t.Errorf("MarshalGQL of %q writes %s", c.text, &written)
		}
	}

	before := mustParse(t, "2017-01-01T00:00:00Z")
	for _, value := range []any{
		nil, true, 5, int64(5), 5.5, json.Number("5"), []byte("2017-01-01T00:00:00Z"), time.Now(),
		[]any{"2017-01-01T00:00:00Z"},
		map[string]any{},
		&before,
	} {
		d := before
		checkRefusal(t, value, d.UnmarshalGQL(value), "must be a string")
		if d != before {
			t.Errorf("UnmarshalGQL(%v) changes the value to %s", value, d)
		}
	}
	d := before
	checkRefusal(t, "", d.UnmarshalGQL(""), "the text is empty")
	checkRefusal(t, "", d.UnmarshalText(nil), "the text is empty")
	if d != before {
		t.Errorf("a rejected text changes the value to %s", d)
	}
}

func TestDateTimeOffsetJSON(t *testing.T) {
	for _, c := range readable {
		want := []models.DateTimeOffset{mustParse(t, c.text)}
		written, err := json.Marshal(want)
		if err != nil || string(written) != `["`+c.printed+`"]` {
			t.Errorf("%q becomes the JSON %s, %v", c.text, written, err)
		}
		var read []models.DateTimeOffset
		if err := json.Unmarshal(written, &read); err != nil || read[0] != want[0] {
			t.Errorf("the JSON %s is read as %v, %v", written, read, err)
		}
	}
	var d models.DateTimeOffset
	if json.Unmarshal([]byte("5"), &d) == nil {
		t.Error("the JSON number 5 is read")
	}
	checkRefusal(t, "JSON", json.Unmarshal([]byte(`"2017-01-01"`), &d), `"T" and a time must follow`)
}

func TestDateTimeOffsetForms(t *testing.T) {
	for text, form := range map[string]int64{
		"2017-01-01T00:00:00.0000000Z":      0,
		"2017-01-01T00:00:00Z":              7,
		"2017-01-01T00:00:00.0000000-00:00": 1 << 3,
		"2017-01-01T00:00:00.0000000-14:00": 2 << 3,
		"2017-01-01T00:00:00.0000000+00:00": 842 << 3,
		"2017-01-01T00:00:00+14:00":         lastForm,
	} {
		if got := mustParse(t, text).Form(); got != form {
			t.Errorf("%s has the form %d, want %d", text, got, form)
		}
	}
}

// TestDateTimeOffsetFormsRoundTrip uses every form with the first and the last instant that
// it can have, and with some instants between. Each value must have its own text, and parsing
// the text must return the value.
func TestDateTimeOffsetFormsRoundTrip(t *testing.T) {
	dayOfOffset := 840 * ticksPerMinute
	printed := map[string]bool{}
	instants := []int64{0, dayOfOffset, 621_355_968_000_000_000 - 1, 636_188_149_308_639_373, lastTick - dayOfOffset, lastTick}
	for form := range int64(lastForm + 1) {
		unit := int64(math.Pow10(int(form & 7)))
		for _, instant := range instants {
			ticks := instant - instant%unit
			d, err := models.DateTimeOffsetOf(ticks, form)
			if err != nil {
				if instant == 0 || instant == lastTick {
					continue
				}
				t.Fatal(err)
			}
			if d.Ticks() != ticks || d.Form() != form {
				t.Fatalf("ticks %d and form %d come back as %d and %d", ticks, form, d.Ticks(), d.Form())
			}
			text := d.String()
			if printed[text] {
				t.Fatalf("%s is printed twice", text)
			}
			printed[text] = true
			if mustParse(t, text) != d {
				t.Fatalf("%s reads back as another value", text)
			}
			checkTime(t, d)
		}
	}
	if minimum := 4 * (lastForm + 1); len(printed) < minimum {
		t.Errorf("only %d texts are printed, want at least %d", len(printed), minimum)
	}
}

func checkTime(t *testing.T, d models.DateTimeOffset) {
	t.Helper()
	want, err := time.Parse(time.RFC3339Nano, d.String())
	if err != nil {
		t.Fatal(err)
	}
	if got := d.Time(); !got.Equal(want) || got.Location() != time.UTC {
		t.Fatalf("%s has the time %s, want %s in UTC", d, got, want)
	}
}

func TestDateTimeOffsetOfRefuses(t *testing.T) {
	hour := 60 * ticksPerMinute
	eastThree, westThree := int64(842+180)<<3, int64(842-180)<<3
	for _, c := range []struct {
		ticks, form int64
		reason      string
	}{
		{0, -1, "the form"},
		{0, lastForm + 1, "the form"},
		{0, math.MaxInt64, "the form"},
		{0, math.MinInt64, "the form"},
		{-1, 0, "the years"},
		{lastTick + 1, 0, "the years"},
		{-models.TicksPerSecond, eastThree, "the years"},
		{lastTick + 1, westThree, "the years"},
		{math.MaxInt64, eastThree, "the years"},
		{math.MinInt64, westThree, "the years"},
		{3*hour - 1, westThree, "the years"},
		{lastTick - 3*hour + 1, eastThree, "the years"},
		{1, 1, "more than its 6 digits"},
		{models.TicksPerSecond / 10, 7, "more than its 0 digits"},
	} {
		d, err := models.DateTimeOffsetOf(c.ticks, c.form)
		var fault *models.ContentError
		if !errors.As(err, &fault) || !strings.Contains(fault.Error(), c.reason) {
			t.Errorf("ticks %d with form %d give %s, %v", c.ticks, c.form, d, err)
		}
	}
}

func TestNewDateTimeOffset(t *testing.T) {
	moscow := time.FixedZone("", 3*60*60)
	for _, c := range []struct {
		time time.Time
		want string
	}{
		{time.Date(2017, 1, 1, 0, 2, 10, 863_937_399, moscow), "2016-12-31T21:02:10.8639373Z"},
		{time.Date(1969, 12, 31, 23, 59, 59, 999_999_999, time.UTC), "1969-12-31T23:59:59.9999999Z"},
		{time.Time{}, "0001-01-01T00:00:00.0000000Z"},
		{time.Time{}.Add(-1), "0001-01-01T00:00:00.0000000Z"},
		{time.Date(-5000, 1, 1, 0, 0, 0, 0, time.UTC), "0001-01-01T00:00:00.0000000Z"},
		{time.Date(9999, 12, 31, 23, 59, 59, 999_999_999, time.UTC), "9999-12-31T23:59:59.9999999Z"},
		{time.Date(90000, 1, 1, 0, 0, 0, 0, time.UTC), "9999-12-31T23:59:59.9999999Z"},
	} {
		d := models.NewDateTimeOffset(c.time)
		if d.String() != c.want || d != mustParse(t, c.want) {
			t.Errorf("%s becomes %s, want %s", c.time, d, c.want)
		}
	}
	if zero := (models.DateTimeOffset{}).String(); zero != "0001-01-01T00:00:00Z" {
		t.Errorf("the zero value prints as %s", zero)
	}
}

func TestDateTimeOffsetAllocations(t *testing.T) {
	d := mustParse(t, readable[0].text)
	if n := testing.AllocsPerRun(100, func() { _, _ = models.ParseDateTimeOffset(readable[0].text) }); n > 0 {
		t.Errorf("reading allocates %v times", n)
	}
	if n := testing.AllocsPerRun(100, func() { _ = d.String() }); n > 1 {
		t.Errorf("printing allocates %v times, want the text alone", n)
	}
}

func FuzzDateTimeOffset(f *testing.F) {
	for _, c := range readable {
		f.Add(c.text)
	}
	for _, c := range invalid {
		f.Add(c.text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		d, err := models.ParseDateTimeOffset(text)
		if err != nil {
			checkRefusal(t, text, err, "is not a valid DateTimeOffset: ")
			return
		}
		if again := mustParse(t, d.String()); again != d {
			t.Errorf("%q prints as %s, which reads as %s", text, d, again)
		}
		if stored, err := models.DateTimeOffsetOf(d.Ticks(), d.Form()); err != nil || stored != d {
			t.Errorf("%q is %s and is restored as %s, %v", text, d, stored, err)
		}
		checkTime(t, d)
	})
}

func BenchmarkDateTimeOffset(b *testing.B) {
	b.Run("parse", func(b *testing.B) {
		for b.Loop() {
			_, _ = models.ParseDateTimeOffset(readable[0].text)
		}
	})
	d, _ := models.ParseDateTimeOffset(readable[0].text)
	b.Run("string", func(b *testing.B) {
		for b.Loop() {
			_ = d.String()
		}
	})
}

// TestInstantOutOfRange: the instant of a damaged row is written with its own year, not with another
// one.
func TestInstantOutOfRange(t *testing.T) {
	for _, ticks := range []int64{math.MinInt64, -1, 0, 1, 3_155_378_975_999_999_999, 3_155_378_976_000_000_000, math.MaxInt64} {
		begin := time.Date(1, 1, 1, 0, 0, 0, 0, time.UTC).Unix()
		at := time.Unix(begin+ticks/models.TicksPerSecond, ticks%models.TicksPerSecond*100).UTC()
		if got, want := models.Instant(ticks).DateTimeOffset().String(), at.Format("2006-01-02T15:04:05.0000000Z"); got != want {
			t.Errorf("%d ticks are written %s, want %s", ticks, got, want)
		}
	}
}
