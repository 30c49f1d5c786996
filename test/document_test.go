package test

import (
	"os"
	"reflect"
	"regexp"
	"strings"
	"testing"
)

// block is a block of code in a document.
type block struct {
	language, text string
	// line is where it begins.
	line int
	// stopped says that the server is stopped before it.
	stopped bool
	// table is the table of fields that follows the block, with its header.
	table [][]string
}

// stopped is what a page says, in a comment, where its reader stops the server.
const stopped = "<!-- The server is stopped. -->\n"

// fence matches a block, which may be indented as a part of a list.
var fence = regexp.MustCompile("(?ms)^( *)```(\\w+)\n(.*?)^ *```$")

// document returns a file and its blocks of code.
func document(t *testing.T, path string) (text string, blocks []block) {
	t.Helper()
	read, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	text = string(read)
	end := 0
	for i, found := range fence.FindAllStringSubmatchIndex(text, -1) {
		if i > 0 {
			blocks[i-1].table = tableIn(text[end:found[0]])
		}
		indentation := text[found[2]:found[3]]
		blocks = append(blocks, block{
			language: text[found[4]:found[5]],
			text:     strings.ReplaceAll("\n"+text[found[6]:found[7]], "\n"+indentation, "\n")[1:],
			line:     1 + strings.Count(text[:found[0]], "\n"),
			stopped:  strings.Contains(text[end:found[0]], stopped),
		})
		end = found[1]
	}
	return text, blocks
}

// madeID is an id that the server makes, which is another one each time.
var madeID = regexp.MustCompile(`^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$`)

// madeTime is a time of the server's clock, and not one that a client sent.
var madeTime = regexp.MustCompile(`^20(2[6-9]|[3-9]\d)-\d\d-\d\dT[\d:.]+Z$`)

// wantShown compares a response with the one that a document shows, but for ids and times
// that the server makes.
func wantShown(t *testing.T, where string, want, got any) {
	t.Helper()
	if got, want := withoutMade(got), withoutMade(want); !reflect.DeepEqual(got, want) {
		t.Errorf("%s shows\n%v\nand the response is\n%v", where, want, got)
	}
}

func withoutMade(v any) any {
	switch v := v.(type) {
	case map[string]any:
		for name, member := range v {
			v[name] = withoutMade(member)
		}
	case []any:
		for i, element := range v {
			v[i] = withoutMade(element)
		}
	case string:
		switch {
		case madeID.MatchString(v):
			return "an id that the server made"
		case madeTime.MatchString(v):
			return "a time of the server's clock"
		}
	}
	return v
}
