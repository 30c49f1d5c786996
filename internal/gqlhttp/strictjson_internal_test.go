package gqlhttp

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"reflect"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/99designs/gqlgen/graphql"
	"github.com/go-json-experiment/json/jsontext"

	"github.com/itemactivity/itemactivity/internal/strictjson"
)

// FuzzStrictJSON decodes arbitrary texts. encoding/json accepts every text that
// decodeStrictly accepts, and decodes it to the same value. The value stays the same when the
// memory of the text is used for something else, and another text is decoded.
func FuzzStrictJSON(f *testing.F) {
	for _, text := range []string{
		"", "{}", " {} ", "{}{}", "{},", "{}\v", "[]", "null", "\"\"", `{"a":1,"a":2}`, `{"a":1,"\u0061":2}`, `{"a":{"b":[{},{"c":null}]}}`, `{"a":`, `{"a":01}`, `{"a":1e999}`, `{"a":-0}`,
		`{"a":"\ud83d\ude00"}`, `{"a":"\ud83d"}`, `{"\ud800":1}`, `{"a":"\u0000"}`, "{\"a\":\"\x00\"}", "{\"a\":\"\xff\"}", "{\"a\":\"\xed\xa0\x80\"}", "\xef\xbb\xbf{}",
		`{"query":"{me{id}}","operationName":null,"variables":{"n":12345678901234567890},"extensions":{}}`, `{"query":5}`, `{"variables":[]}`,
		`{"a":"1","b":1,"c":[1,[2],{}],"d":true,"e":false,"f":{"g":{}},"h":[],"i":"","j":"\n","k":1,"l":1,"m":1,"n":1,"o":1,"p":1,"q":1,"r":1,"s":1}`, `{"a":[` + strings.Repeat(`{"b":[1]},`, 600) + `2]}`,
		strings.Repeat(`{"a":`, strictjson.MaxDepth) + "1" + strings.Repeat("}", strictjson.MaxDepth), strings.Repeat(`{"a":`, strictjson.MaxDepth+1),
	} {
		f.Add([]byte(text))
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		body := bytes.Clone(text)
		decoded, err := decodeStrictly(body, "")
		if err != nil {
			return
		}
		clear(body)
		if _, err := decodeStrictly([]byte(`{"query":"other","variables":{"other":[1,2,3,{"4":"\n"}]}}`), ""); err != nil {
			t.Fatal(err)
		}
		got := decoded.Map()
		if !utf8.Valid(text) || strings.Contains(fmt.Sprint(got), "\x00") {
			t.Fatalf("accepted invalid UTF-8 or a NUL: %q", got)
		}
		if want := decodeAll(t, text); !reflect.DeepEqual(any(got), want) {
			t.Errorf("got %v, and encoding/json has %v", got, want)
		}
		for _, again := range []any{got, decoded, []any{decoded}} {
			of := strictjson.Of(again).Any()
			if list, ok := of.([]any); ok {
				of = list[0]
			}
			if !reflect.DeepEqual(of, any(got)) {
				t.Errorf("the value of %v is %v", again, of)
			}
		}
		checkEncodedAgain(t, text, got)
		checkMembers(t, text, decoded)
	})
}

// decodeAll decodes a whole text with encoding/json.
func decodeAll(t *testing.T, text []byte) (value any) {
	t.Helper()
	d := json.NewDecoder(bytes.NewReader(text))
	d.UseNumber()
	if err := d.Decode(&value); err != nil {
		t.Fatalf("encoding/json rejects it: %v", err)
	}
	if _, err := d.Token(); !errors.Is(err, io.EOF) {
		t.Fatalf("there is text after the value: %v", err)
	}
	return value
}

// checkEncodedAgain encodes the value again and compares the result with the text. A
// duplicate member would be lost.
func checkEncodedAgain(t *testing.T, text []byte, value map[string]any) {
	t.Helper()
	again, err := json.Marshal(value)
	if err != nil {
		t.Fatal(err)
	}
	was, is := jsontext.Value(bytes.Clone(text)), jsontext.Value(again)
	for _, v := range []*jsontext.Value{&was, &is} {
		if err := v.Canonicalize(jsontext.CanonicalizeRawFloats(false), jsontext.CanonicalizeRawInts(false)); err != nil {
			t.Fatalf("%v in %s", err, *v)
		}
	}
	if !bytes.Equal(was, is) {
		t.Errorf("%s became %s", was, is)
	}
}

// checkMembers compares the parameters of a request with those that encoding/json decodes.
// encoding/json ignores the case of member names, so it would read a misspelled member as a
// parameter.
func checkMembers(t *testing.T, text []byte, members strictjson.Value) {
	t.Helper()
	var got parameters
	var want graphql.RawParams
	err := setParameters(members, &got)
	d := json.NewDecoder(bytes.NewReader(text))
	d.UseNumber()
	if wanted := d.Decode(&want); (err == nil) != (wanted == nil) {
		t.Fatalf("the error is %v, and that of encoding/json is %v", err, wanted)
	}
	raw := graphql.RawParams{Query: got.query, OperationName: got.operationName, Variables: got.variables.Map(), Extensions: got.extensions}
	if err == nil && !reflect.DeepEqual(raw, want) {
		t.Errorf("the parameters are %+v, and encoding/json has %+v", raw, want)
	}
}
