package qvalue_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/itemactivity/itemactivity/internal/web/qvalue"
)

func TestAll(t *testing.T) {
	for header, want := range map[string]string{
		"":                             "",
		"gzip":                         "gzip=1",
		"GZip;Q=0.5, br ;q=0":          "gzip=0.5 br=0",
		"text/html;level=1;q=0.3, */*": "text/html=0.3 */*=1",
		"a;q=x, b;q=NaN, c;q=2, d;q=-1, e;q=, , ;q=1, f": "f=1",
		"a|b;q=0.2":                    "a=1 b=0.2",
		`a/b;x="1,2";q=0.5, c`:         "a/b=0.5 c=1",
		`a/b;x="\",c;q=0,\\";q=0.5, d`: "a/b=0.5 d=1",
		`a/b;x="not closed|c`:          "c=1",
		`a/b;x="not closed, c`:         "",
	} {
		var got []string
		for name, weight := range qvalue.All(strings.Split(header, "|")) {
			got = append(got, fmt.Sprintf("%s=%v", name, weight))
		}
		if strings.Join(got, " ") != want {
			t.Errorf("%q: %v, want %s", header, got, want)
		}
	}
	for range qvalue.All([]string{"a, b"}) {
		break // a loop may end early
	}
}
